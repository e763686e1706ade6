import { describe, expect, test } from "vitest";
import { isPublicAddress } from "./address-ranges.ts";
import { EgressPolicy, type EgressRules, PUBLIC_INTERNET, parseAuthority } from "./egress-policy.ts";

/** The real judgement of addresses, over names that resolve as a test says. */
function resolving(names: Readonly<Record<string, readonly string[]>>): EgressRules {
  return {
    isAllowedAddress: isPublicAddress,
    resolve: async (host) => {
      const addresses = names[host];
      if (addresses === undefined) throw new Error("ENOTFOUND");
      return addresses;
    },
  };
}

describe("where a sandbox may connect to", () => {
  test.each([
    ...["127.0.0.1", "127.1", "2130706433", "0x7f000001", "0x7f.1", "017700000001", "0", "localhost"],
    ...["169.254.169.254", "2852039166", "0xa9fea9fe", "0251.0376.0251.0376"],
    ...["10.0.0.1", "::1", "::ffff:127.0.0.1", "::ffff:a9fe:a9fe", "64:ff9b::7f00:1", "2002:7f00:1::"],
  ])("%s does not get past the judgement under production rules", async (host) => {
    const policy = new EgressPolicy(PUBLIC_INTERNET, []);
    expect(await policy.judge({ host, port: 80 })).toMatchObject({ allowed: false });
  });

  test("a name is judged by what it resolves to, and those addresses are the ones connected to", async () => {
    const policy = new EgressPolicy(resolving({ "good.test": ["8.8.8.8"], "evil.test": ["127.0.0.1"] }), []);
    expect(await policy.judge({ host: "good.test", port: 443 })).toEqual({
      allowed: true,
      addresses: ["8.8.8.8"],
    });
    expect(await policy.judge({ host: "evil.test", port: 443 })).toMatchObject({ allowed: false });
  });

  test("a name with one inward address among public ones is refused", async () => {
    const policy = new EgressPolicy(resolving({ "mixed.test": ["8.8.8.8", "10.0.0.1"] }), []);
    expect(await policy.judge({ host: "mixed.test", port: 443 })).toMatchObject({ allowed: false });
  });

  test("a name that can't be resolved, or resolves to nothing, is refused", async () => {
    const policy = new EgressPolicy(resolving({ "empty.test": [] }), []);
    expect(await policy.judge({ host: "empty.test", port: 443 })).toMatchObject({ allowed: false });
    expect(await policy.judge({ host: "missing.test", port: 443 })).toMatchObject({ allowed: false });
  });

  test("every allow-list must name the host; suffixes match whole labels below them only", async () => {
    const names = { "a.ok.test": ["8.8.8.8"], "ok.test": ["8.8.8.8"], "notok.test": ["8.8.8.8"] };
    const policy = new EgressPolicy(resolving(names), [["*.ok.test", "ok.test"], ["a.ok.test"]]);
    expect(await policy.judge({ host: "a.ok.test", port: 443 })).toMatchObject({ allowed: true });
    expect(await policy.judge({ host: "ok.test", port: 443 })).toMatchObject({ allowed: false });
    expect(await policy.judge({ host: "notok.test", port: 443 })).toMatchObject({ allowed: false });
  });

  test("an empty allow-list allows nothing", async () => {
    const policy = new EgressPolicy(resolving({ "ok.test": ["8.8.8.8"] }), [[]]);
    expect(await policy.judge({ host: "ok.test", port: 443 })).toMatchObject({ allowed: false });
  });

  test("the mail relay port is refused", async () => {
    const policy = new EgressPolicy(resolving({ "ok.test": ["8.8.8.8"] }), []);
    expect(await policy.judge({ host: "ok.test", port: 25 })).toMatchObject({ allowed: false });
  });
});

test.each([
  ["example.com:443", { host: "example.com", port: 443 }],
  ["EXAMPLE.com.:443", { host: "example.com", port: 443 }],
  ["[::1]:80", { host: "::1", port: 80 }],
  ["example.com", undefined],
  ["example.com:0", undefined],
  ["example.com:65536", undefined],
  ["user@example.com:80", undefined],
  ["exa mple.com:80", undefined],
  ["::1:80", undefined],
  [":80", undefined],
])("the authority %s", (text, target) => {
  expect(parseAuthority(text)).toEqual(target);
});
