/**
 * Where previews live: each port of each sandbox has an origin of its own, `PORT--NAME.` before the preview host, so
 * that what a program in a sandbox serves never shares one with the dashboard.
 */
import { NAME_PATTERN } from "../names.ts";

export interface PreviewHosts {
  /** `http:` or `https:`. */
  readonly protocol: string;
  /** Lower case, without a port. */
  readonly host: string;
  /** Digits, or empty for the protocol's own. */
  readonly port: string;
}

export interface Preview {
  /** The sandbox's. */
  readonly name: string;
  /** That a program in it listens on, 1 to 65535. */
  readonly port: number;
}

export interface PreviewSettings {
  /** The dashboard's origin. */
  readonly public_url: string;
  /** PREVIEW_HOST as it is set. */
  readonly preview_host: string | undefined;
}

const LOOPBACK = ["localhost", "127.0.0.1", "[::1]"];
const LABEL = "[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?";
const HOST = new RegExp(`^(?<host>${LABEL}(?:\\.${LABEL})*)(?::(?<port>\\d{1,5}))?$`);
/** A whole name has 253 characters at most, and a preview's label with its dot takes 64 of them. */
const HOST_MAX_LENGTH = 189;

/**
 * Null where there are no previews: PREVIEW_HOST is neither set nor needless. On a machine of one's own it is needless,
 * because browsers take every name below `localhost` for that machine. A port that is not named is PUBLIC_URL's.
 */
export function previewHosts({ public_url, preview_host }: PreviewSettings): PreviewHosts | null {
  if (!URL.canParse(public_url)) return null;
  const { protocol, hostname, port } = new URL(public_url);
  const named = preview_host || (LOOPBACK.includes(hostname) ? "localhost" : "");
  if (previewHostProblem(named) !== null) return null;
  const given = HOST.exec(named.toLowerCase())?.groups;
  return given?.host ? { protocol, host: given.host, port: given.port ?? port } : null;
}

/** One sentence without a full stop when PREVIEW_HOST can't be used. */
export function previewHostProblem(value: string): string | null {
  const { host = "", port = "1" } = HOST.exec(value.toLowerCase())?.groups ?? {};
  // A last label of digits makes an address of it, which has no names below.
  const usable = host !== "" && host.length <= HOST_MAX_LENGTH && !/(^|\.)\d+$/.test(host);
  if (usable && Number(port) <= 65_535) return null;
  return "PREVIEW_HOST must be a host name such as preview.example.com, which stands behind every preview's own part";
}

/** `http://3000--demo.localhost:8787`. */
export function previewOrigin({ protocol, host, port }: PreviewHosts, preview: Preview): string {
  const authority = `${preview.port}--${preview.name}.${host}`;
  return new URL(`${protocol}//${authority}${port === "" ? "" : `:${port}`}`).origin;
}

/**
 * What a request's host name asks for: a preview; `malformed` for a name where previews live that is none; null for
 * one that is elsewhere, such as the dashboard's.
 */
export function previewAt(hosts: PreviewHosts, hostname: string): Preview | "malformed" | null {
  const name = hostname.toLowerCase().replace(/\.$/, "");
  if (!name.endsWith(`.${hosts.host}`)) return null;
  if (name !== hostname) return "malformed";
  const label = name.slice(0, -hosts.host.length - 1);
  const match = /^([1-9]\d{0,4})--(.+)$/.exec(label);
  const sandbox = match?.[2] ?? "";
  const port = Number(match?.[1] ?? 0);
  // Names have no two hyphens in a row (names.ts), so what is before the first two is the port.
  const isName = NAME_PATTERN.test(sandbox) && !sandbox.includes("--");
  return isName && port >= 1 && port <= 65_535 ? { name: sandbox, port } : "malformed";
}
