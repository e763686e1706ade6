/** Decides where one sandbox may connect to: first by host and port, then by the addresses it resolves to. */
import { Resolver } from "node:dns/promises";
import { isIP } from "node:net";
import { networkInterfaces } from "node:os";
import { isPublicAddress } from "./address-ranges.ts";

export interface Target {
  /** Host name or address, lower-case, without brackets. */
  readonly host: string;
  readonly port: number;
}

export type Verdict =
  | { readonly allowed: true; readonly addresses: readonly string[] }
  | { readonly allowed: false; readonly reason: string };

/** How names become addresses and which of those are allowed; parameters so that tests can permit a target. */
export interface EgressRules {
  readonly resolve: (host: string) => Promise<readonly string[]>;
  readonly isAllowedAddress: (address: string) => boolean;
}

export const PUBLIC_INTERNET: EgressRules = {
  resolve: resolveName,
  isAllowedAddress: (address) => isPublicAddress(address) && !isOwnAddress(address),
};

/**
 * Addresses of a host, IPv4 first. Asks the name servers directly: getaddrinfo would occupy the threads that
 * the engine's file access needs for as long as a sandbox's slow names take, and reads short and octal forms
 * (127.1, 0x7f000001) as addresses.
 */
async function resolveName(host: string): Promise<readonly string[]> {
  if (isIP(host) !== 0) return [host];
  if (host === "localhost" || host.endsWith(".localhost")) return ["127.0.0.1"];
  const resolver = new Resolver({ timeout: 5_000, tries: 2 });
  const answers = await Promise.allSettled([resolver.resolve4(host), resolver.resolve6(host)]);
  return answers.flatMap((answer) => (answer.status === "fulfilled" ? answer.value : []));
}

/** SMTP relaying is what abused sandboxes are used for; mail clients submit on 587. */
const REFUSED_PORTS = new Set([25]);

export class EgressPolicy {
  readonly #rules: EgressRules;
  readonly #allowLists: readonly (readonly string[])[];

  /** A host must be in every one of `allowLists` (exact names or `*.suffix`); none = any host. */
  constructor(rules: EgressRules, allowLists: readonly (readonly string[])[]) {
    this.#rules = rules;
    this.#allowLists = allowLists;
  }

  /** The addresses to connect to (exactly these: resolving again could give others), or why not. */
  async judge({ host, port }: Target): Promise<Verdict> {
    if (REFUSED_PORTS.has(port)) return { allowed: false, reason: `port ${port} is refused` };
    if (!this.#allowLists.every((list) => list.some((pattern) => matches(pattern, host)))) {
      return { allowed: false, reason: "the host is not in the allow-list" };
    }
    let addresses: readonly string[];
    try {
      addresses = await this.#rules.resolve(host);
    } catch {
      return { allowed: false, reason: "the host name could not be resolved" };
    }
    if (addresses.length === 0) return { allowed: false, reason: "the host name could not be resolved" };
    // All of them must be allowed: a name that also points inward is not to be trusted.
    if (addresses.every(this.#rules.isAllowedAddress)) {
      return { allowed: true, addresses };
    }
    return { allowed: false, reason: "the host is not on the public internet" };
  }
}

function matches(pattern: string, host: string): boolean {
  const wanted = pattern.toLowerCase();
  return wanted.startsWith("*.") ? host.endsWith(wanted.slice(1)) : host === wanted;
}

/** The host's own addresses are inward too, public or not: the dashboard may listen on them. */
function isOwnAddress(address: string): boolean {
  return Object.values(networkInterfaces()).some((entries) =>
    entries?.some((entry) => entry.address === address),
  );
}

/** Parses `host:port` or `[v6]:port`; undefined when it is neither. */
export function parseAuthority(authority: string, defaultPort?: number): Target | undefined {
  const match = /^(?:\[([0-9a-f:.]+)\]|([^\s:/@[\]]+))(?::(\d{1,5}))?$/i.exec(authority);
  const host = match?.[1] ?? match?.[2];
  const port = match?.[3] === undefined ? defaultPort : Number(match[3]);
  if (host === undefined || port === undefined || port < 1 || port > 65_535) return undefined;
  return { host: host.toLowerCase().replace(/\.$/, ""), port };
}
