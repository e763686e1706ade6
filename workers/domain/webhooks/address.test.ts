import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checkPublicHost } from "./address.ts";

function verdict(host: string): string {
  const result = checkPublicHost(host);
  return result.ok ? result.value : result.refusal.reason_code;
}

describe("checkPublicHost", () => {
  it.each([
    ["github.com", "github.com"],
    ["GitHub.com.", "github.com"],
    ["8.8.8.8", "8.8.8.8"],
    ["[2606:4700::1]", "[2606:4700::1]"],
    ["localhost.example.com", "localhost.example.com"],
    ["100.128.0.1", "100.128.0.1"],
  ])("accepts %s", (host, canonical) => {
    expect(verdict(host)).toBe(canonical);
  });

  it.each([
    "localhost",
    "LOCALHOST.",
    "a.localhost",
    "printer.local",
    "metadata.google.internal",
    "127.0.0.1",
    "127.1",
    "2130706433",
    "0x7f000001",
    "0177.0.0.1",
    "0.0.0.0",
    "10.1.2.3",
    "100.64.0.1",
    "169.254.169.254",
    "172.31.255.255",
    "192.168.1.1",
    "255.255.255.255",
    "[::1]",
    "[::]",
    "[::ffff:127.0.0.1]",
    "[::ffff:7f00:1]",
    "[64:ff9b::7f00:1]",
    "[fe80::1]",
    "[fd00::1]",
    "[ff02::1]",
    "[2002:7f00:1::]",
  ])("refuses %s as private", (host) => {
    expect(verdict(host)).toBe("private_address");
  });

  it.each(["", "-oProxyCommand=x", "a b", "a/b", "a@b", "[::1", "a:1", "999.1.1.1", "a\n"])(
    "refuses %j as malformed",
    (host) => {
      expect(verdict(host)).toBe("invalid_repository");
    },
  );

  it("refuses every spelling of a loopback address", () => {
    const loopback = fc.integer({ min: 0x7f000000, max: 0x7fffffff });
    fc.assert(
      fc.property(loopback, (address) => {
        const hex = `0x${address.toString(16)}`;
        const mapped = `[::ffff:${(address >>> 16).toString(16)}:${(address & 0xffff).toString(16)}]`;
        for (const spelling of [String(address), hex, mapped])
          expect(verdict(spelling)).toBe("private_address");
      }),
    );
  });
});
