/** The configuration of `npm start`, read once from the environment and refused as a whole when any of it is wrong. */
import { realpathSync, statSync } from "node:fs";
import { isAbsolute, resolve } from "node:path";
import { PROVIDER_VARIABLES, readProviders } from "../../workers/auth/provider-settings.ts";
import { previewHostProblem } from "../../workers/domain/sandbox/preview-host.ts";
import { readAllowedHosts } from "../../workers/domain/webhooks/webhook-url.ts";
import { readMailSettings } from "../../workers/mail/settings.ts";

export interface Configuration {
  /** The address that is listened on. */
  readonly host: string;
  readonly port: number;
  /** Origin that people open, without a trailing slash. */
  readonly publicUrl: string;
  /** Absolute. */
  readonly dataDir: string;
  /** The operator's own one-time setup token; undefined = one is made. */
  readonly setupToken: string | undefined;
  /** Absolute real paths. */
  readonly repositoryRoots: readonly string[];
  /** PREVIEW_HOST as it is set; undefined = `localhost`, where people open Sandbar on this machine. */
  readonly previewHost: string | undefined;
  /** WEBHOOK_ALLOWED_HOSTS as it is set; empty = webhooks reach public hosts alone. */
  readonly webhookHosts: string;
  /** EMAIL_SENDER, SMTP_URL and EMAIL_FROM as they are set, once they have been found right. */
  readonly mail: Readonly<Record<string, string>>;
  /** The variables of GitHub and the OpenID provider as they are set, once they have been found right. */
  readonly providers: Readonly<Record<string, string>>;
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** Either the configuration or one sentence per problem, each naming its variable. */
export function readConfiguration(
  env: Environment,
): { readonly configuration: Configuration } | { readonly problems: readonly string[] } {
  const problems: string[] = [];
  readEngine(env.ENGINE, problems);
  const host = readHost(env.HOST, problems);
  const port = readPort(env.PORT, problems);
  const configuration: Configuration = {
    host,
    port,
    publicUrl: readPublicUrl(env.PUBLIC_URL, host, port, problems),
    dataDir: readDataDir(env.DATA_DIR, problems),
    setupToken: readSetupToken(env.SETUP_TOKEN, problems),
    repositoryRoots: readRoots(env.LOCAL_REPOSITORY_ROOTS, problems),
    previewHost: readPreviewHost(env.PREVIEW_HOST, problems),
    webhookHosts: readWebhookHosts(env.WEBHOOK_ALLOWED_HOSTS, problems),
    mail: readMail(env, problems),
    providers: readProviderVariables(env, problems),
  };
  return problems.length > 0 ? { problems } : { configuration };
}

/** The origin by which a browser on this machine reaches `host`. */
export function originOf(host: string, port: number): string {
  const everywhere = host === "0.0.0.0" || host === "::";
  const name = everywhere ? "localhost" : host.includes(":") ? `[${host}]` : host;
  return `http://${name}:${port}`;
}

function readEngine(value: string | undefined, problems: string[]): void {
  if (value === undefined || value === "local") return;
  if (value === "cloudflare") {
    problems.push("ENGINE=cloudflare is for a deployment (wrangler deploy); npm start runs ENGINE=local");
  } else {
    problems.push(`ENGINE must be local for npm start, not "${value}"`);
  }
}

function readHost(value: string | undefined, problems: string[]): string {
  if (value === undefined) return "127.0.0.1";
  if (/^[A-Za-z0-9.:-]+$/.test(value)) return value;
  problems.push("HOST must be an address or a host name to listen on, e.g. 127.0.0.1");
  return "127.0.0.1";
}

function readPort(value: string | undefined, problems: string[]): number {
  if (value === undefined) return 8787;
  const port = Number(value);
  if (/^\d{1,5}$/.test(value) && port >= 1 && port <= 65_535) return port;
  problems.push(`PORT must be a number from 1 to 65535, not "${value}"`);
  return 8787;
}

function readPublicUrl(value: string | undefined, host: string, port: number, problems: string[]): string {
  if (value === undefined) return originOf(host, port);
  if (URL.canParse(value)) {
    const url = new URL(value);
    const bare = url.pathname === "/" && url.search === "" && url.hash === "" && url.username === "";
    if (bare && (url.protocol === "http:" || url.protocol === "https:")) return url.origin;
  }
  problems.push("PUBLIC_URL must be an origin such as https://sandbar.example.com, without a path");
  return "";
}

function readPreviewHost(value: string | undefined, problems: string[]): string | undefined {
  const problem = value === undefined ? null : previewHostProblem(value);
  if (problem) problems.push(problem);
  return value;
}

function readWebhookHosts(value: string | undefined, problems: string[]): string {
  problems.push(...readAllowedHosts(value).problems);
  return value ?? "";
}

function readDataDir(value: string | undefined, problems: string[]): string {
  if (value === "") problems.push("DATA_DIR is empty: unset it for ./.data, or name a folder");
  return resolve(value ?? ".data");
}

function readSetupToken(value: string | undefined, problems: string[]): string | undefined {
  if (value === undefined || /^[\x21-\x7e]+$/.test(value)) return value;
  problems.push(
    "SETUP_TOKEN must be printable characters without spaces, and not empty: unset it to have one made",
  );
  return undefined;
}

function readRoots(value: string | undefined, problems: string[]): string[] {
  const roots: string[] = [];
  for (const root of (value ?? "").split(":").filter((part) => part !== "")) {
    const read = readRoot(root);
    if ("path" in read) roots.push(read.path);
    else problems.push(`LOCAL_REPOSITORY_ROOTS: ${root} ${read.problem}`);
  }
  return roots;
}

function readMail(env: Environment, problems: string[]): Record<string, string> {
  const set: [string, string][] = [];
  for (const name of ["EMAIL_SENDER", "SMTP_URL", "EMAIL_FROM"]) {
    const value = env[name];
    if (value === "") problems.push(`${name} is empty: unset it, or give it a value`);
    else if (value !== undefined) set.push([name, value]);
  }
  const mail = Object.fromEntries(set);
  const read = readMailSettings(mail);
  if (!read.ok) problems.push(read.refusal.message.replace(/\.$/, ""));
  return mail;
}

/** An empty value is as good as none. */
function readProviderVariables(env: Environment, problems: string[]): Record<string, string> {
  const set = PROVIDER_VARIABLES.flatMap((name) => (env[name] ? [[name, env[name]] as const] : []));
  const read = readProviders(Object.fromEntries(set));
  if (!read.ok) problems.push(read.refusal.message.replace(/\.$/, ""));
  return Object.fromEntries(set);
}

function readRoot(root: string): { path: string } | { problem: string } {
  if (!isAbsolute(root)) return { problem: "is not an absolute path" };
  try {
    const path = realpathSync(root);
    if (!statSync(path).isDirectory()) return { problem: "is not a folder" };
    return path === "/" ? { problem: "is the whole host, which can't be a root" } : { path };
  } catch (error) {
    return { problem: `can't be read (${(error as NodeJS.ErrnoException).code ?? String(error)})` };
  }
}
