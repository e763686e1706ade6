/** Where a webhook may point. What a name resolves to is checked where the connection is made. */

import { ok, type Result, refuse } from "../refusal.ts";
import { isPublicHost } from "./address.ts";
import { WEBHOOK_URL_MAX } from "./webhook.ts";

/** One host on loopback or a private network that the operator lets webhooks reach; every port when it is null. */
export interface AllowedHost {
  /** As URL parsing writes it: lower case, IPv6 in brackets. */
  readonly host: string;
  readonly port: number | null;
}

/** Reads WEBHOOK_ALLOWED_HOSTS: `host` or `host:port`, separated by commas. A sentence per part that is neither. */
export function readAllowedHosts(value: string | undefined): {
  readonly hosts: readonly AllowedHost[];
  readonly problems: readonly string[];
} {
  const hosts: AllowedHost[] = [];
  const problems: string[] = [];
  for (const part of (value ?? "").split(",").map((text) => text.trim())) {
    if (part === "") continue;
    const read = readAllowedHost(part);
    if (read) hosts.push(read);
    else problems.push(`WEBHOOK_ALLOWED_HOSTS: "${part}" is not host or host:port`);
  }
  return { hosts, problems };
}

function readAllowedHost(part: string): AllowedHost | null {
  const url = `http://${part}`;
  if (!/^(\[[0-9a-f:.]+\]|[^\s/@:?#[\]*]+)(:\d{1,5})?$/i.test(part) || !URL.canParse(url)) return null;
  const { hostname } = new URL(url);
  const port = /:(\d+)$/.exec(part)?.[1];
  if (port !== undefined && (Number(port) < 1 || Number(port) > 65_535)) return null;
  return { host: hostname.replace(/\.$/, ""), port: port === undefined ? null : Number(port) };
}

export function isAllowed(url: URL, allowed: readonly AllowedHost[]): boolean {
  const host = url.hostname.replace(/\.$/, "");
  return allowed.some((one) => one.host === host && (one.port === null || one.port === portOf(url)));
}

/** The URL as it is kept. Refuses with `invalid_url` or `private_address`. */
export function checkWebhookUrl(raw: string, allowed: readonly AllowedHost[]): Result<string> {
  if (raw.length > WEBHOOK_URL_MAX)
    return invalid(`A webhook's URL has at most ${WEBHOOK_URL_MAX} characters.`);
  if (!URL.canParse(raw)) return invalid("This is not a URL.");
  const url = new URL(raw);
  if (url.protocol !== "https:" && url.protocol !== "http:")
    return invalid("A webhook's URL begins with https://.");
  if (url.username !== "" || url.password !== "") {
    return invalid(
      "A webhook's URL carries no user or password.",
      "Deliveries are signed: check the signature instead.",
    );
  }
  url.hash = "";
  if (isAllowed(url, allowed)) return ok(url.href);
  if (url.protocol === "http:") {
    return invalid(
      "A webhook's URL begins with https://.",
      "Use https, so that nobody on the way reads or changes it.",
    );
  }
  if (!isPublicHost(url.hostname)) return refuse(PRIVATE);
  const port = portOf(url);
  if (port !== 443 && port < 1024) {
    return invalid(`Port ${port} belongs to another service.`, "Use port 443, or one from 1024 on.");
  }
  return ok(url.href);
}

/** What a log may show of it: no path and no query, where secrets travel. */
export function loggableUrl(url: string): string {
  return URL.canParse(url) ? new URL(url).origin : "(not a URL)";
}

function portOf({ port, protocol }: URL): number {
  if (port !== "") return Number(port);
  return protocol === "https:" ? 443 : 80;
}

const PRIVATE = {
  reason_code: "private_address",
  message: "The URL's host is on a private or local network, which webhooks may not reach.",
  retryable: false,
  next_step: "Use a public host, or have the operator name this one in WEBHOOK_ALLOWED_HOSTS.",
  field: "url",
} as const;

function invalid(
  message: string,
  next_step = "Enter an address such as https://example.com/hooks.",
): Result<never> {
  return refuse({ reason_code: "invalid_url", message, retryable: false, next_step, field: "url" });
}
