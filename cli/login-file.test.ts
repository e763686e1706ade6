import { chmodSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { findLogin, forgetLogin, loginPath, readOrigin, writeLogin } from "./login-file.ts";

const folder = mkdtempSync(join(tmpdir(), "sandbar-login-"));
afterAll(() => rmSync(folder, { recursive: true }));
const env = { XDG_CONFIG_HOME: folder };
const login = { url: "https://sandbar.example.com", token: "sbx_kept" };

test("what is kept is for its person alone, and comes back", () => {
  writeLogin(env, login);
  expect(statSync(loginPath(env)).mode & 0o777).toBe(0o600);
  expect(findLogin(env)).toEqual({ ok: true, value: login });
});

test("a file that others can read is refused, with what to do", () => {
  writeLogin(env, login);
  for (const mode of [0o640, 0o604, 0o666]) {
    chmodSync(loginPath(env), mode);
    expect(findLogin(env)).toMatchObject({ failure: { exit: 1, body: { reason_code: "login_exposed" } } });
  }
  writeLogin(env, login);
  expect(findLogin(env).ok).toBe(true);
});

test("the environment wins, and the kept token is sent to its own address only", () => {
  writeLogin(env, login);
  const other = "https://other.example.com";
  expect(findLogin({ ...env, SANDBAR_URL: other, SANDBAR_TOKEN: "sbx_given" })).toEqual({
    ok: true,
    value: { url: other, token: "sbx_given" },
  });
  expect(findLogin({ ...env, SANDBAR_TOKEN: "sbx_given" })).toEqual({
    ok: true,
    value: { ...login, token: "sbx_given" },
  });
  expect(findLogin({ ...env, SANDBAR_URL: `${login.url}/` })).toEqual({ ok: true, value: login });
  expect(findLogin({ ...env, SANDBAR_URL: other })).toMatchObject({
    failure: { body: { reason_code: "not_logged_in" } },
  });
});

test("without a login, or with one that is damaged, it says how to get one", () => {
  forgetLogin(env);
  expect(forgetLogin(env)).toBe(false);
  expect(findLogin(env)).toMatchObject({ failure: { body: { reason_code: "not_logged_in" } } });
  for (const text of ["", "{", "[]", "null", '{"url": 1}']) {
    writeFileSync(loginPath(env), text, { mode: 0o600 });
    expect(findLogin(env), text).toMatchObject({ failure: { body: { reason_code: "login_unreadable" } } });
  }
});

test.each(["", "sandbar", "ftp://x", "https://user:secret@x", "file:///etc"])(
  "%j is no dashboard's address",
  (text) => {
    expect(readOrigin(text)).toMatchObject({
      failure: { body: { reason_code: "invalid_url", field: "url" } },
    });
  },
);

test("what is no token is refused without being shown", () => {
  for (const SANDBAR_TOKEN of ["sbx_secret\nx", "sbx_secret x", "sbx_secretü"]) {
    const found = findLogin({ ...env, SANDBAR_URL: login.url, SANDBAR_TOKEN });
    expect(found).toMatchObject({ failure: { body: { reason_code: "invalid_token" } } });
    expect(JSON.stringify(found)).not.toContain("secret");
  }
});

test("a login that can't be kept is said, and leaves nothing behind", () => {
  const file = join(folder, "file");
  writeFileSync(file, "");
  expect(writeLogin({ XDG_CONFIG_HOME: file }, login)).toMatchObject({
    failure: { exit: 1, body: { reason_code: "login_unwritable" } },
  });
});
