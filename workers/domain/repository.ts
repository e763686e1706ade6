/** Where a sandbox's code comes from: https and ssh, and local paths for the operator's allow-list. */

import { ok, type Result, refuse } from "./refusal.ts";
import { checkPublicHost } from "./webhooks/address.ts";

/** Characters. */
const MAX_LENGTH = 1000;

export interface Repository {
  readonly scheme: "https" | "ssh" | "file";
  /** What is stored, compared and given to git: without credentials. */
  readonly url: string;
  /** Absolute path on the host, of a `file://` URL. */
  readonly local_path: string | null;
}

/**
 * Reads a repository address: `https://host/path`, `ssh://user@host/path`, `user@host:path` or `file:///path`.
 * Refuses with `invalid_repository`, `repository_credentials` or `private_address`, always naming the field.
 * A `file:` path is only read here; `localRepository` asks the allow-list.
 */
export function parseRepository(raw: string): Result<Repository> {
  if (raw.length > MAX_LENGTH || !/^[\x21-\x7e]+$/.test(raw) || /["'`\\<>|;$(){}^]/.test(raw)) {
    return invalid("A repository address is plain text without spaces, quotes or shell characters.");
  }
  // URL parsing resolves these and hides them: what a person reads must be what git is given.
  if (/%|(^|[/:])\.\.?(\/|$)/.test(raw)) {
    return invalid("A repository's path is plain: without %, and without . or .. as a part.");
  }
  const url = /^[a-z][a-z0-9+.-]*:\/\//i.test(raw) && URL.canParse(raw) ? new URL(raw) : null;
  if (url?.protocol === "https:") return parseHttps(url);
  if (url?.protocol === "ssh:") return parseSsh(url);
  if (url?.protocol === "file:") return parseFile(url);
  const scp = /^([A-Za-z0-9._-]+)@([^:@/]+):(?!\/\/)(.+)$/.exec(raw);
  if (scp?.[1] && scp[2] && scp[3]) return parseScp(scp[1], scp[2], scp[3]);
  return invalid("A repository is an https:// or ssh:// URL, or user@host:path.");
}

/** The absolute host path to clone from, when it lies below one of `roots`; the engine resolves links itself. */
export function localRepository(path: string, roots: readonly string[]): Result<string> {
  const below = roots.some((root) => root !== "/" && (path === root || path.startsWith(`${root}/`)));
  if (below) return ok(path);
  return refuse({
    reason_code: "local_repository_refused",
    message: "This server does not let sandboxes read that local path.",
    retryable: false,
    next_step: "Ask the operator to add its folder to LOCAL_REPOSITORY_ROOTS.",
    field: "repository",
  });
}

function parseHttps(url: URL): Result<Repository> {
  if (url.username !== "" || url.password !== "") return credentials();
  if (url.search !== "" || url.hash !== "") return invalid("A repository URL has no query and no fragment.");
  const host = checkPublicHost(url.hostname);
  if (!host.ok) return host;
  return withPath(url.pathname, (path) => ({
    scheme: "https",
    url: `https://${url.host}${path}`,
    local_path: null,
  }));
}

function parseSsh(url: URL): Result<Repository> {
  if (url.password !== "") return credentials();
  if (url.search !== "" || url.hash !== "") return invalid("A repository URL has no query and no fragment.");
  if (!/^[A-Za-z0-9._-]*$/.test(url.username) || url.username.startsWith("-")) {
    return invalid("The user of an ssh URL is a plain name such as git.");
  }
  const host = checkPublicHost(url.hostname);
  if (!host.ok) return host;
  const user = url.username === "" ? "" : `${url.username}@`;
  const port = url.port === "" ? "" : `:${url.port}`;
  const origin = `ssh://${user}${host.value}${port}`;
  return withPath(url.pathname, (path) => ({ scheme: "ssh", url: `${origin}${path}`, local_path: null }));
}

function parseScp(user: string, rawHost: string, path: string): Result<Repository> {
  if (user.startsWith("-") || path.startsWith("-"))
    return invalid("A user or path can't begin with a hyphen.");
  const host = checkPublicHost(rawHost);
  if (!host.ok) return host;
  return withPath(path, (clean) => ({
    scheme: "ssh",
    url: `${user}@${host.value}:${clean}`,
    local_path: null,
  }));
}

function parseFile(url: URL): Result<Repository> {
  if (url.host !== "" || url.search !== "" || url.hash !== "")
    return invalid("A local repository is file:///path.");
  return withPath(url.pathname, (path) => ({ scheme: "file", url: `file://${path}`, local_path: path }));
}

function withPath(raw: string, build: (path: string) => Repository): Result<Repository> {
  const path = raw.replace(/\/+$/, "");
  if (path === "" || path.includes("//"))
    return invalid("The repository's path is missing, or has // in it.");
  return ok(build(path));
}

function credentials(): Result<Repository> {
  return refuse({
    reason_code: "repository_credentials",
    message: "A repository URL can't contain a user name, password or token.",
    retryable: false,
    next_step: "Remove the part before the @.",
    field: "repository",
  });
}

function invalid(message: string): Result<Repository> {
  return refuse({
    reason_code: "invalid_repository",
    message,
    retryable: false,
    next_step: "Use an address such as https://github.com/owner/name.git.",
    field: "repository",
  });
}
