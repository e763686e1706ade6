/**
 * Hosts that a repository's or webhook's URL may not name: literal addresses that are not public, and names that always mean
 * this machine or network. What a public-looking name resolves to is checked where the connection is made.
 */
import { ok, type Result, refuse } from "../refusal.ts";

const PRIVATE_NAMES = ["localhost", "local", "internal", "home.arpa", "localdomain"];

/** `[first address, prefix length]` of every IPv4 range that is not for public hosts. */
const NON_PUBLIC_V4: readonly (readonly [string, number])[] = [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.0.2.0", 24],
  ["192.168.0.0", 16],
  ["198.18.0.0", 15],
  ["198.51.100.0", 24],
  ["203.0.113.0", 24],
  ["224.0.0.0", 3],
];

/**
 * Gives the host in the form that a resolver sees (lower case, IPv4 in dotted decimal, IPv6 in brackets).
 * Refuses with `invalid_repository` or `private_address`.
 */
export function checkPublicHost(raw: string, field = "repository"): Result<string> {
  const host = canonicalHost(raw);
  if (host === null) {
    return refuse({
      reason_code: "invalid_repository",
      message: "The repository's host is not a valid host name.",
      retryable: false,
      field,
    });
  }
  return isPublic(host) ? ok(host) : refuse(privateAddress(field));
}

/** Whether a URL's host, in any form, is a public one by what it says itself. */
export function isPublicHost(raw: string): boolean {
  const host = canonicalHost(raw);
  return host !== null && isPublic(host);
}

/** URL parsing of a web address also reads the decimal, octal and hexadecimal forms of IPv4. */
function canonicalHost(raw: string): string | null {
  if (!/^(\[[0-9a-f:.]+\]|[\p{L}\p{N}._-]+)$/iu.test(raw) || raw.startsWith("-")) return null;
  const url = `http://${raw}/`;
  return URL.canParse(url) ? new URL(url).hostname.replace(/\.$/, "") : null;
}

function isPublic(host: string): boolean {
  if (host.startsWith("[")) return isPublicV6(parseV6(host.slice(1, -1)));
  if (/^\d+\.\d+\.\d+\.\d+$/.test(host)) return isPublicV4(parseV4(host));
  return !PRIVATE_NAMES.some((name) => host === name || host.endsWith(`.${name}`));
}

function parseV4(text: string): number {
  return text.split(".").reduce((sum, part) => sum * 256 + Number(part), 0);
}

function isPublicV4(address: number): boolean {
  return !NON_PUBLIC_V4.some(([first, bits]) => {
    const size = 2 ** (32 - bits);
    return Math.floor(address / size) === Math.floor(parseV4(first) / size);
  });
}

/** The eight groups of an address as URL parsing writes it (no embedded IPv4, at most one `::`). */
function parseV6(text: string): number[] {
  const [head = "", tail] = text.split("::");
  const groups = (part: string) =>
    part === "" ? [] : part.split(":").map((group) => Number.parseInt(group, 16));
  if (tail === undefined) return groups(head);
  const zeros = 8 - groups(head).length - groups(tail).length;
  return [...groups(head), ...Array<number>(zeros).fill(0), ...groups(tail)];
}

/** Only global unicast (2000::/3) is public, without the ranges in it that wrap or stand for IPv4. */
function isPublicV6(groups: number[]): boolean {
  const [first = 0, second = 0] = groups;
  if (first >> 13 !== 1) return false;
  const documentation = first === 0x2001 && second === 0x0db8;
  const teredo = first === 0x2001 && second === 0;
  const sixToFour = first === 0x2002;
  return !documentation && !teredo && !sixToFour;
}

function privateAddress(field: string) {
  return {
    reason_code: "private_address",
    message: "The repository's host is on a private or local network, which sandboxes can't reach.",
    retryable: false,
    next_step: "Use a repository on a public host.",
    field,
  };
}
