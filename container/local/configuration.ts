/** The engine's configuration, read once from the environment and refused as a whole when any of it is wrong. */
import { readFileSync, realpathSync, statSync } from "node:fs";
import { isAbsolute, resolve } from "node:path";
import { type AllowedHost, readAllowedHosts } from "../../workers/domain/webhooks/webhook-url.ts";

export interface Configuration {
  /** TCP port on 127.0.0.1; 0 lets the system choose (printed at start). */
  readonly port: number;
  readonly token: string;
  /** Absolute; made on demand with mode 0711. */
  readonly dataDir: string;
  /** Absolute; where the Worker keeps its records on this host, to say when its disk is full. Undefined = elsewhere. */
  readonly recordsDir: string | undefined;
  /** Absolute real paths; host repositories below them may be copied into sandboxes. Empty = none. */
  readonly repositoryRoots: readonly string[];
  /** Host patterns that bound every sandbox's egress; undefined = any public host. */
  readonly allowHosts: readonly string[] | undefined;
  /** Hosts on loopback or private networks that webhooks may reach all the same. Empty = none. */
  readonly webhookHosts: readonly AllowedHost[];
  /** Exit when stdin closes: the supervisor died. Jails live on. */
  readonly exitWithParent: boolean;
}

export type Environment = Readonly<Record<string, string | undefined>>;

const MINIMUM_TOKEN_LENGTH = 32;

/** Either the configuration or one line per problem, each naming its variable. */
export function readConfiguration(
  env: Environment,
): { readonly configuration: Configuration } | { readonly problems: readonly string[] } {
  const problems: string[] = [];
  const configuration: Configuration = {
    port: readPort(env.ENGINE_PORT, problems),
    token: readToken(env, problems),
    dataDir: readDataDir(env.ENGINE_DATA_DIR, problems),
    recordsDir: readRecordsDir(env.ENGINE_RECORDS_DIR, problems),
    repositoryRoots: readRoots(env.LOCAL_REPOSITORY_ROOTS, problems),
    allowHosts: readAllowHosts(env.EGRESS_ALLOW_HOSTS, problems),
    webhookHosts: readWebhookHosts(env.WEBHOOK_ALLOWED_HOSTS, problems),
    exitWithParent: env.ENGINE_EXIT_WITH_PARENT === "1",
  };
  return problems.length > 0 ? { problems } : { configuration };
}

function readPort(value: string | undefined, problems: string[]): number {
  const port = Number(value);
  if (value && /^\d{1,5}$/.test(value) && port <= 65_535) return port;
  problems.push("ENGINE_PORT must be a port number from 0 to 65535");
  return 0;
}

function readToken(env: Environment, problems: string[]): string {
  const before = problems.length;
  const token = env.ENGINE_TOKEN || readTokenFile(env.ENGINE_TOKEN_FILE, problems);
  if (token.length >= MINIMUM_TOKEN_LENGTH) return token;
  if (problems.length === before) {
    problems.push(
      `ENGINE_TOKEN (or ENGINE_TOKEN_FILE) must hold at least ${MINIMUM_TOKEN_LENGTH} characters`,
    );
  }
  return "";
}

function readTokenFile(path: string | undefined, problems: string[]): string {
  if (!path) return "";
  try {
    if ((statSync(path).mode & 0o077) !== 0) {
      problems.push(`ENGINE_TOKEN_FILE must be readable by its owner alone: chmod 600 ${path}`);
      return "";
    }
    return readFileSync(path, "utf8").trim();
  } catch (error) {
    problems.push(`ENGINE_TOKEN_FILE cannot be read: ${(error as Error).message}`);
    return "";
  }
}

function readDataDir(value: string | undefined, problems: string[]): string {
  if (value && isAbsolute(value)) return resolve(value);
  problems.push("ENGINE_DATA_DIR must be an absolute path");
  return "";
}

function readRecordsDir(value: string | undefined, problems: string[]): string | undefined {
  if (!value) return undefined;
  if (!isAbsolute(value)) problems.push("ENGINE_RECORDS_DIR must be an absolute path");
  return resolve(value);
}

function readRoots(value: string | undefined, problems: string[]): string[] {
  const roots: string[] = [];
  for (const root of (value ?? "").split(":").filter((part) => part !== "")) {
    try {
      if (!isAbsolute(root)) throw new Error("not an absolute path");
      const real = realpathSync(root);
      if (!statSync(real).isDirectory()) throw new Error("not a folder");
      if (real === "/") throw new Error("the whole host can't be a root");
      roots.push(real);
    } catch (error) {
      problems.push(`LOCAL_REPOSITORY_ROOTS: ${root}: ${(error as Error).message}`);
    }
  }
  return roots;
}

function readAllowHosts(value: string | undefined, problems: string[]): string[] | undefined {
  if (value === undefined || value.trim() === "") return undefined;
  const hosts = value.split(",").map((host) => host.trim().toLowerCase());
  for (const host of hosts) {
    if (!/^(\*\.)?[a-z0-9-]+(\.[a-z0-9-]+)*$/.test(host)) {
      problems.push(`EGRESS_ALLOW_HOSTS: "${host}" is not a host name or *.suffix`);
    }
  }
  return hosts;
}

function readWebhookHosts(value: string | undefined, problems: string[]): readonly AllowedHost[] {
  const read = readAllowedHosts(value);
  problems.push(...read.problems);
  return read.hosts;
}
