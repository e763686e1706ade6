/** Where and as whom: the environment, else the file that `sandbar login` wrote. */
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { done, type Outcome, refused } from "./failure.ts";

export interface Login {
  /** Origin, without a slash at the end. */
  readonly url: string;
  readonly token: string;
}

export type Environment = Readonly<Record<string, string | undefined>>;

export function loginPath(env: Environment): string {
  const folder = env.XDG_CONFIG_HOME || join(env.HOME || homedir(), ".config");
  return join(folder, "sandbar", "config.json");
}

/**
 * SANDBAR_URL and SANDBAR_TOKEN win. The file's token is sent to the file's own address only.
 * Refuses with `not_logged_in`, `login_exposed`, `login_unreadable`, `invalid_url` or `invalid_token`.
 */
export function findLogin(env: Environment): Outcome<Login> {
  const url = env.SANDBAR_URL ? readOrigin(env.SANDBAR_URL) : undefined;
  if (url && !url.ok) return url;
  const token = env.SANDBAR_TOKEN ? readToken(env.SANDBAR_TOKEN) : undefined;
  if (token && !token.ok) return token;
  if (url && token) return done({ url: url.value, token: token.value });
  const kept = readLogin(loginPath(env));
  if (!kept.ok) return kept;
  if (url && url.value !== kept.value.url) {
    return refused({
      error: `SANDBAR_URL is ${url.value}, and you are logged in to ${kept.value.url}.`,
      reason_code: "not_logged_in",
      next_step: "Set SANDBAR_TOKEN too, or unset SANDBAR_URL.",
    });
  }
  return done({ ...kept.value, token: token?.value ?? kept.value.token });
}

/** The origin of an http or https address. */
export function readOrigin(text: string): Outcome<string> {
  const url = URL.parse(text);
  if (url && /^https?:$/.test(url.protocol) && !url.username && !url.password) return done(url.origin);
  return refused({
    error: "That is not the address of a dashboard.",
    reason_code: "invalid_url",
    next_step: "Give it as https://sandbar.example.com, without a user name or password.",
    field: "url",
  });
}

/** What is no token is not repeated: it may be one with something around it. */
export function readToken(given: string): Outcome<string> {
  const token = given.trim();
  if (/^[\x21-\x7e]+$/.test(token)) return done(token);
  return refused({
    error:
      token === ""
        ? "No token was given."
        : "That is no token: it has spaces, lines or letters that none has.",
    reason_code: "invalid_token",
    next_step: "Make one in Settings, API tokens, and give it on standard input.",
    field: "token",
  });
}

/** Refuses with `login_unwritable`. */
export function writeLogin(env: Environment, login: Login): Outcome<null> {
  const path = loginPath(env);
  const fresh = `${path}.${process.pid}`;
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    writeFileSync(fresh, `${JSON.stringify(login)}\n`, { mode: 0o600, flag: "wx" });
    // Whatever the umask took away.
    chmodSync(fresh, 0o600);
    renameSync(fresh, path);
    return done(null);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    if (existsSync(fresh)) rmSync(fresh);
    return refused({
      error: `The login can't be kept: ${message}.`,
      reason_code: "login_unwritable",
      next_step: "Set XDG_CONFIG_HOME to a folder of yours, or use SANDBAR_URL and SANDBAR_TOKEN.",
    });
  }
}

/** Answers whether there was one. */
export function forgetLogin(env: Environment): boolean {
  try {
    rmSync(loginPath(env));
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return false;
    throw error;
  }
}

function readLogin(path: string): Outcome<Login> {
  try {
    if ((statSync(path).mode & 0o077) !== 0) {
      return refused({
        error: `Others on this machine may read your token in ${path}.`,
        reason_code: "login_exposed",
        next_step: `Run \`chmod 600 ${path}\`, and revoke the token if somebody could have read it.`,
      });
    }
    const kept = JSON.parse(readFileSync(path, "utf8")) as Partial<Login> | null;
    const { url, token } = kept ?? {};
    if (typeof url === "string" && typeof token === "string" && readToken(token).ok)
      return done({ url, token });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") {
      return refused({
        error: "You are not logged in.",
        reason_code: "not_logged_in",
        next_step: "Run `sandbar login URL`, or set SANDBAR_URL and SANDBAR_TOKEN.",
      });
    }
    if (!(error instanceof SyntaxError) && (error as NodeJS.ErrnoException).code === undefined) throw error;
  }
  return refused({
    error: `${path} can't be read as a login.`,
    reason_code: "login_unreadable",
    next_step: "Run `sandbar login URL` again.",
  });
}
