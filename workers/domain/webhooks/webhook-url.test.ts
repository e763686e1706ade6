import { describe, expect, test } from "vitest";
import { checkWebhookUrl, loggableUrl, readAllowedHosts } from "./webhook-url.ts";

const NONE = readAllowedHosts(undefined).hosts;

test.each([
  ["https://example.com/hooks?key=1", "https://example.com/hooks?key=1"],
  ["https://EXAMPLE.com:443/#part", "https://example.com/"],
  ["https://hooks.example.com:8443/x", "https://hooks.example.com:8443/x"],
  ["https://[2606:4700::1111]/x", "https://[2606:4700::1111]/x"],
])("%s may be called", (raw, kept) => {
  expect(checkWebhookUrl(raw, NONE)).toEqual({ ok: true, value: kept });
});

describe("what is refused", () => {
  test.each([
    "https://127.0.0.1/",
    "https://2130706433/",
    "https://0x7f000001/",
    "https://0177.0.0.1/",
    "https://127.1/",
    "https://0/",
    "https://[::1]/",
    "https://[::ffff:127.0.0.1]/",
    "https://[::ffff:7f00:1]/",
    "https://[64:ff9b::7f00:1]/",
    "https://[fe80::1]/",
    "https://[fd00::1]/",
    "https://169.254.169.254/latest/meta-data",
    "https://10.0.0.1/",
    "https://172.31.255.255/",
    "https://192.168.1.1/",
    "https://100.64.0.1/",
    "https://localhost/",
    "https://LOCALHOST./",
    "https://a.localhost/",
    "https://metadata.google.internal/",
    "https://printer.local/",
    "https://１２７.0.0.1/",
  ])("%s: private", (raw) => {
    expect(checkWebhookUrl(raw, NONE)).toMatchObject({
      ok: false,
      refusal: { reason_code: "private_address", field: "url" },
    });
  });

  test.each([
    "http://example.com/",
    "ftp://example.com/",
    "file:///etc/passwd",
    "javascript:alert(1)",
    "//example.com",
    "example.com",
    "",
    "https://",
    "https://user@example.com/",
    "https://user:password@example.com/",
    "https://:@example.com:25/",
    "https://example.com:22/",
    "https://example.com:1023/",
    "https://example.com:99999/",
    `https://example.com/${"x".repeat(2000)}`,
  ])("%s: not a webhook's address", (raw) => {
    const checked = checkWebhookUrl(raw, NONE);
    expect(checked).toMatchObject({ ok: false, refusal: { reason_code: "invalid_url", retryable: false } });
  });
});

test("hosts that the operator names may be private, plain and on any port, others still not", () => {
  const { hosts, problems } = readAllowedHosts("localhost:9000, 10.0.0.5 ,[::1]:80");
  expect(problems).toEqual([]);
  const allowed = (url: string) => checkWebhookUrl(url, hosts).ok;
  expect(["http://localhost:9000/x", "https://10.0.0.5:22/", "http://[::1]/"].map(allowed)).toEqual([
    true,
    true,
    true,
  ]);
  expect(
    ["http://localhost:9001/", "http://10.0.0.6/", "https://[::1]/", "http://example.com/"].some(allowed),
  ).toBe(false);
  expect(allowed("http://user@localhost:9000/")).toBe(false);
});

test.each([
  "*",
  "http://localhost",
  "localhost:0",
  "localhost:99999",
  "a b",
  "localhost/path",
  "user@localhost",
])("R6: WEBHOOK_ALLOWED_HOSTS=%s is refused by name", (value) => {
  expect(readAllowedHosts(value)).toEqual({
    hosts: [],
    problems: [expect.stringContaining("WEBHOOK_ALLOWED_HOSTS")],
  });
});

test("a log shows neither path nor query, where secrets travel", () => {
  expect(loggableUrl("https://hooks.example.com/services/T0/SECRET?token=abc")).toBe(
    "https://hooks.example.com",
  );
});
