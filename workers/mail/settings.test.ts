import { expect, test } from "vitest";
import { missingConfiguration } from "../http/configuration.ts";
import { readMailSettings } from "./settings.ts";

const SMTP = { EMAIL_SENDER: "smtp", EMAIL_FROM: "sandbar@example.com" };

test("mail goes to the log unless something else is asked for", () => {
  for (const variables of [{}, { EMAIL_SENDER: "" }, { EMAIL_SENDER: "log" }]) {
    expect(readMailSettings(variables)).toEqual({ ok: true, value: { kind: "log" } });
  }
});

test.each([
  ["smtps://u:p@mail.example.com", { host: "mail.example.com", port: 465, secure: true }],
  ["smtp://u:p@mail.example.com", { host: "mail.example.com", port: 587, secure: false }],
  ["smtp://mail.example.com:2525/", { port: 2525, credentials: null }],
  ["smtp://u%40x:p%3A%2F@[::1]:25", { host: "::1", credentials: { username: "u@x", password: "p:/" } }],
])("%s is read as what it says", (SMTP_URL, expected) => {
  expect(readMailSettings({ ...SMTP, SMTP_URL })).toMatchObject({
    ok: true,
    value: { kind: "smtp", ...expected },
  });
});

test.each([
  ["EMAIL_SENDER", { EMAIL_SENDER: "pigeon" }],
  ["SMTP_URL", { ...SMTP }],
  ["SMTP_URL", { ...SMTP, SMTP_URL: "mail.example.com" }],
  ["SMTP_URL", { ...SMTP, SMTP_URL: "https://u:hunter2@mail.example.com" }],
  ["SMTP_URL", { ...SMTP, SMTP_URL: "smtp://u:hunter2@mail.example.com/path" }],
  ["SMTP_URL", { ...SMTP, SMTP_URL: "smtp://u@mail.example.com" }],
  ["SMTP_URL", { ...SMTP, SMTP_URL: "smtp://:hunter2@mail.example.com" }],
  ["SMTP_URL", { ...SMTP, SMTP_URL: "smtp://u:hunter2%zz@mail.example.com" }],
  ["SMTP_URL", { SMTP_URL: "smtp://u:hunter2@mail.example.com" }],
  ["EMAIL_FROM", { EMAIL_SENDER: "smtp", SMTP_URL: "smtp://u:hunter2@mail.example.com" }],
  ["EMAIL_FROM", { ...SMTP, SMTP_URL: "smtp://u:hunter2@m.example", EMAIL_FROM: "nobody" }],
  ["EMAIL_FROM", { ...SMTP, SMTP_URL: "smtp://u:hunter2@m.example", EMAIL_FROM: "A <a@b>\r\nBcc: c@d" }],
])("R6: %s: half a configuration is refused by name, and its password is not repeated", (name, variables) => {
  const read = readMailSettings(variables);
  expect(read).toMatchObject({ ok: false, refusal: { message: expect.stringContaining(name) } });
  expect(JSON.stringify(read)).not.toContain("hunter2");
  const secret = "x".repeat(32);
  const env = { AUTH_SECRET: secret, ENCRYPTION_KEY: secret, PUBLIC_URL: "http://127.0.0.1", ...variables };
  expect(missingConfiguration(env)).toContain(name);
});
