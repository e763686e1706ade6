import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { normaliseName } from "../names.ts";
import { previewAt, previewHostProblem, previewHosts, previewOrigin } from "./preview-host.ts";

const LAPTOP = { protocol: "http:", host: "localhost", port: "8787" };
const DEPLOYED = { protocol: "https:", host: "preview.example.com", port: "" };

describe("where previews live", () => {
  test.each([
    ["http://127.0.0.1:8787", undefined, LAPTOP],
    ["http://localhost:8787", "", LAPTOP],
    ["http://[::1]:8787", undefined, LAPTOP],
    ["https://sandbar.example.com", "preview.example.com", DEPLOYED],
    ["https://sandbar.example.com", "Preview.Example.COM", DEPLOYED],
    ["https://sandbar.example.com:8443", "preview.example.com", { ...DEPLOYED, port: "8443" }],
    ["https://sandbar.example.com", "preview.example.com:9000", { ...DEPLOYED, port: "9000" }],
    ["https://sandbar.example.com", undefined, null],
    ["https://localhost.example.com", undefined, null],
    ["http://192.168.1.5:8787", undefined, null],
    ["https://sandbar.example.com", "not a host", null],
    ["", "preview.example.com", null],
  ])("for PUBLIC_URL=%s PREVIEW_HOST=%s: %j", (public_url, preview_host, expected) => {
    expect(previewHosts({ public_url, preview_host })).toEqual(expected);
  });

  test.each([
    "https://preview.example.com",
    "*.preview.example.com",
    "preview.example.com/",
    ".example.com",
    "example.com.",
    "a..b",
    "-a.example",
    "10.0.0.1",
    "[::1]",
    "a b",
    "user@host",
    "host:",
    "host:99999",
    `${"a".repeat(64)}.example`,
    Array.from({ length: 50 }, () => "abcd").join("."),
  ])("PREVIEW_HOST=%s is refused by name", (value) => {
    expect(previewHostProblem(value)).toContain("PREVIEW_HOST");
  });
});

describe("a host name", () => {
  test.each([
    ["3000--demo.preview.example.com", { port: 3000, name: "demo" }],
    ["1--a.preview.example.com", { port: 1, name: "a" }],
    ["65535--a-b-c.preview.example.com", { port: 65535, name: "a-b-c" }],
    ["3000--4000.preview.example.com", { port: 3000, name: "4000" }],
    [`3000--${"a".repeat(50)}.preview.example.com`, { port: 3000, name: "a".repeat(50) }],
  ])("%s is a preview's", (hostname, expected) => {
    expect(previewAt(DEPLOYED, hostname)).toEqual(expected);
  });

  test.each([
    "3000-demo.preview.example.com",
    "demo.preview.example.com",
    "0--demo.preview.example.com",
    "03000--demo.preview.example.com",
    "65536--demo.preview.example.com",
    "-1--demo.preview.example.com",
    "3e3--demo.preview.example.com",
    "3000--.preview.example.com",
    "--demo.preview.example.com",
    "3000--demo-.preview.example.com",
    "3000---demo.preview.example.com",
    "3000--de--mo.preview.example.com",
    "3000--4000--demo.preview.example.com",
    "3000--demo.x.preview.example.com",
    "x.3000--demo.preview.example.com",
    ".preview.example.com",
    "3000--démo.preview.example.com",
    "3000--demo.preview.example.com.",
    "3000--DEMO.preview.example.com",
    `3000--${"a".repeat(51)}.preview.example.com`,
  ])("%s is none, though previews live there", (hostname) => {
    expect(previewAt(DEPLOYED, hostname)).toBe("malformed");
  });

  test.each([
    "preview.example.com",
    "sandbar.example.com",
    "3000--demo.preview.example.com.evil.example",
    "3000--demo.evilpreview.example.com",
    "3000--demopreview.example.com",
    "3000--demo.localhost",
    "127.0.0.1",
  ])("%s is elsewhere", (hostname) => {
    expect(previewAt(DEPLOYED, hostname)).toBeNull();
  });

  test("browsers write it in lower case, and so it is read", () => {
    const { hostname } = new URL("http://3000--DEMO.LocalHost:8787/");
    expect(previewAt(LAPTOP, hostname)).toEqual({ port: 3000, name: "demo" });
  });
});

test("every sandbox's every port has an origin that leads back to it, in a label that DNS allows", () => {
  const names = fc.string({ minLength: 1 }).map(normaliseName);
  fc.assert(
    fc.property(names, fc.integer({ min: 1, max: 65_535 }), (name, port) => {
      fc.pre(name.ok);
      if (!name.ok) return;
      for (const hosts of [LAPTOP, DEPLOYED]) {
        const origin = new URL(previewOrigin(hosts, { name: name.value, port }));
        expect(origin.hostname.split(".")[0]?.length).toBeLessThanOrEqual(63);
        expect(previewAt(hosts, origin.hostname)).toEqual({ name: name.value, port });
      }
    }),
  );
});
