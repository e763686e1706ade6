import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { AUDIT_VERBS } from "./audit-verbs.ts";
import { auditWords, type Told } from "./audit-words.ts";

const ann = { kind: "user", id: "user_1", label: "Ann" } as const;

function told(entry: Partial<Told>, names = {}): string {
  const whole: Told = { actor: ann, action: "", outcome: "done", target: null, data: {}, ...entry };
  return auditWords(whole, names)
    .map((part) => (typeof part === "string" ? part : `[${part.sandbox}]`))
    .join("")
    .trim();
}

test("what was done reads as who did what to what", () => {
  expect(told({ action: "sandbox.launch", target: "sandbox:web-1" })).toBe("Ann launched [web-1]");
  const revoked = { action: "share.revoked", target: "sandbox:web-1", data: { share_id: "share_12345678" } };
  expect(told(revoked, { share_12345678: "demo" })).toBe("Ann revoked the share link demo of [web-1]");
  expect(told(revoked)).toBe("Ann revoked the share link of [web-1]");
  expect(
    told({ action: "member.role_changed", target: "member:user_2", data: { to: "admin" } }, { user_2: "Bo" }),
  ).toBe("Ann changed the role of Bo to admin");
  expect(told({ action: "token.created", target: "token:ci" })).toBe("Ann made the API token ci");
  expect(told({ action: "account.signed_in", data: { by: "password" } })).toBe("Ann signed in with password");
  expect(
    told({
      action: "sandbox.state_changed",
      target: "sandbox:a",
      data: { from: "tearing_down", to: "destroyed" },
    }),
  ).toBe("Ann took [a] from tearing down to destroyed");
});

test("what was refused reads as an attempt, whoever it was", () => {
  const refused = { action: "policy.patched", outcome: "refused" } as const;
  expect(told(refused)).toBe("Ann tried to change the policy");
  expect(told({ ...refused, actor: { kind: "anonymous", id: "anonymous", label: "Somebody" } })).toBe(
    "Somebody unknown tried to change the policy",
  );
  expect(told({ ...refused, actor: { kind: "guest", id: "guest_1", label: "Cy" } })).toMatch(
    /^Cy \(guest\) tried/,
  );
  expect(told({ ...refused, actor: { kind: "token", id: "tok_1", label: "Ann" } })).toMatch(
    /^Ann \(by API token\)/,
  );
});

test("what was interrupted is not told as done", () => {
  const interrupted = { action: "invite.revoked", outcome: "interrupted", target: "invite:1" } as const;
  expect(told(interrupted)).toMatch(/^Ann tried to /);
});

test("what is not known of the target is left out, not hinted at", () => {
  const stray = { action: "share.opened", outcome: "refused" } as const;
  expect(told(stray)).toBe("Ann tried to open a share link");
  expect(told({ ...stray, target: "sandbox:web-1" })).toBe("Ann tried to open a share link of [web-1]");
  expect(told({ action: "share.joined", target: "sandbox:web-1" })).toBe(
    "Ann came in by a share link of [web-1]",
  );
});

test("an action that nobody has words for still reads", () => {
  expect(told({ action: "moon.walked_on", target: "sandbox:a" })).toBe("Ann did “moon: walked on” [a]");
});

test("every action that the product writes down has words", () => {
  const root = join(import.meta.dirname, "../../../workers");
  const files = ["services", "data", "api", "domain"].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
      .filter((path) => path.endsWith(".ts") && !path.endsWith(".test.ts"))
      .map((path) => readFileSync(join(root, folder, path), "utf8")),
  );
  const written = files.flatMap((text) =>
    [...text.matchAll(/action(?::|\s=)\s[^,;{}()]*/g)].flatMap(([clause]) =>
      [...clause.matchAll(/"([a-z]+\.[a-z_]+)"/g)].map(([, action]) => action ?? ""),
    ),
  );
  expect(new Set(written).size).toBeGreaterThan(80);
  expect([...new Set(written)].filter((action) => !(action in AUDIT_VERBS)).sort()).toEqual([]);
});
