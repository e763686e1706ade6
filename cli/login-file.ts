/** Where and as whom: the environment, else the file that `sandbar login` wrote. */
import { chmodSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
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
 * Refuses with `not_logged_in`, `login_exposed`, `login_unreadable` or `invalid_url`.
 */
export function findLogin(env: Environment): Outcome<Login> {
  const url = env.SANDBAR_URL ? readOrigin(env.SANDBAR_URL) : undefined;
  if (url && !url.ok) return url;
  if (url && env.SANDBAR_TOKEN) return done({ url: url.value, token: env.SANDBAR_TOKEN });
  const kept = readLogin(loginPath(env));
  if (!kept.ok) return kept;
  if (url && url.value !== kept.value.url) {
    return refused({
      error: `SANDBAR_URL is ${url.value}, and you are logged in to ${kept.value.url}.`,
      reason_code: "not_logged_in",
      next_step: "Set SANDBAR_TOKEN too, or unset SANDBAR_URL.",
    });
  }
  return done({ ...kept.value, token: env.SANDBAR_TOKEN || kept.value.token });
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

export function writeLogin(env: Environment, login: Login): void {
  const path = loginPath(env);
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const fresh = `${path}.${process.pid}`;
  writeFileSync(fresh, `${JSON.stringify(login)}\n`, { mode: 0o600, flag: "wx" });
  // Whatever the umask took away or an older file had.
  chmodSync(fresh, 0o600);
  renameSync(fresh, path);
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
    if (typeof url === "string" && typeof token === "string") return done({ url, token });
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
