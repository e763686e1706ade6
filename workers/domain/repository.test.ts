import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { localRepository, parseRepository } from "./repository.ts";

function answer(raw: string): string {
  const result = parseRepository(raw);
  return result.ok ? result.value.url : result.refusal.reason_code;
}

describe("parseRepository", () => {
  it.each([
    ["https://github.com/owner/name.git", "https://github.com/owner/name.git"],
    ["HTTPS://GitHub.com/owner/name/", "https://github.com/owner/name"],
    ["https://git.example.com:8443/a", "https://git.example.com:8443/a"],
    ["ssh://git@GitHub.com/owner/name.git", "ssh://git@github.com/owner/name.git"],
    ["ssh://git.example.com:2222/a/b", "ssh://git.example.com:2222/a/b"],
    ["git@github.com:owner/name.git", "git@github.com:owner/name.git"],
    ["file:///srv/git/app.git", "file:///srv/git/app.git"],
  ])("%s is kept as %s", (raw, url) => {
    expect(answer(raw)).toBe(url);
  });

  it.each([
    ["https://token@github.com/a/b", "repository_credentials"],
    ["https://u:p@github.com/a/b", "repository_credentials"],
    ["ssh://git:secret@github.com/a/b", "repository_credentials"],
    ["https://127.0.0.1/a", "private_address"],
    ["https://2130706433/a", "private_address"],
    ["https://[::ffff:10.0.0.1]/a", "private_address"],
    ["ssh://git@0x7f.1/a", "private_address"],
    ["git@localhost:a/b", "private_address"],
    ["git@169.254.169.254:a", "private_address"],
  ])("%s is refused as %s", (raw, reason) => {
    expect(answer(raw)).toBe(reason);
  });

  it.each([
    "",
    "http://github.com/a/b",
    "git://github.com/a/b",
    "ext::sh -c touch% /tmp/x",
    "ext::sh",
    "/srv/git/app",
    "./app",
    "-u",
    "--upload-pack=touch",
    "ssh://-oProxyCommand=x/a",
    "ssh://-x@github.com/a",
    "-x@github.com:a",
    "git@-oProxyCommand:a",
    "git@github.com:-x",
    "https://github.com",
    "https://github.com/a?token=x",
    "https://github.com/a#x",
    "https://github.com/a/%2e%2e/%2fetc",
    "https://github.com/a b",
    "https://github.com/$(id)",
    "https://github.com/a`id`",
    "https://github.com/a;id",
    "https://github.com/a\nb",
    "https://github.com/a\u0000",
    "file://host/share",
    "file:///a/%2e%2e/etc",
    "file:///a/../etc",
    "git@github.com:../a",
    "https://github.com/a%20b",
    "file:///",
    "javascript:alert(1)",
    `https://github.com/${"a".repeat(1000)}`,
  ])("C16: %j is refused, naming the field", (raw) => {
    expect(parseRepository(raw)).toMatchObject({
      ok: false,
      refusal: { reason_code: "invalid_repository", field: "repository" },
    });
  });

  it("C16: whatever is accepted is stable and safe as one argument", () => {
    const hostile = fc.oneof(
      fc.webUrl({ withFragments: true, withQueryParameters: true }),
      fc.string().map((path) => `https://github.com/${path}`),
      fc.string().map((path) => `git@github.com:${path}`),
      fc.string().map((path) => `file:///${path}`),
      fc.string(),
    );
    fc.assert(
      fc.property(hostile, (raw) => {
        const url = answer(raw);
        if (!parseRepository(raw).ok) return;
        expect(url).toMatch(/^(https:\/\/|ssh:\/\/|file:\/\/\/|[A-Za-z0-9._][\w.-]*@)/);
        expect(url).not.toMatch(/[\s'"`$;|\\]|\.\.\//);
        expect(answer(url)).toBe(url);
      }),
    );
  });
});

describe("localRepository", () => {
  it.each([
    ["/srv/git/app.git", ["/srv/git"], true],
    ["/srv/git", ["/srv/git"], true],
    ["/srv/gitx/app", ["/srv/git"], false],
    ["/etc", ["/srv/git"], false],
    ["/etc", [], false],
    ["/etc", ["/"], false],
    ["/etc", [""], false],
  ])("%s below %j: %s", (path, roots, allowed) => {
    expect(
      localRepository(
        path,
        roots.filter((root) => root !== ""),
      ).ok,
    ).toBe(allowed);
  });
});
