import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  ABILITIES,
  type Ability,
  abilitiesOf,
  can,
  type Guest,
  ROLES,
  type Role,
  SCOPES,
  type Scope,
  type Viewer,
} from "./access.ts";

function viewer(role: Role, scopes?: readonly Scope[]): Viewer {
  const token = scopes ? { token_id: "t1", scopes } : null;
  return { kind: "member", user_id: "u1", name: "Ada", team_id: "team1", role, token, session_id: null };
}

const OWN = { team_id: "team1", owner_id: "u1" };
const COLLEAGUES = { team_id: "team1", owner_id: "u2" };
const FOREIGN = { team_id: "team2", owner_id: "u1" };

function answer(role: Role, ability: Ability, resource: typeof OWN): string {
  const decision = can(viewer(role), ability, resource);
  return decision.ok ? "yes" : decision.refusal.reason_code;
}

describe("can", () => {
  it.each([
    ["owner", "sandboxes.exec", "yes", "yes"],
    ["admin", "sandboxes.teardown", "yes", "yes"],
    ["member", "sandboxes.read", "yes", "yes"],
    ["member", "sandboxes.exec", "yes", "not_permitted"],
    ["member", "sandboxes.teardown", "yes", "not_permitted"],
    ["member", "tokens.manage", "yes", "not_permitted"],
    ["member", "policy.change", "not_permitted", "not_permitted"],
    ["viewer", "sandboxes.read", "yes", "yes"],
    ["viewer", "sandboxes.launch", "not_permitted", "not_permitted"],
    ["viewer", "sandboxes.exec", "not_permitted", "not_permitted"],
    ["viewer", "audit.read", "not_permitted", "not_permitted"],
  ] as const)("%s, %s: own %s, a colleague's %s", (role, ability, own, colleagues) => {
    expect(answer(role, ability, OWN)).toBe(own);
    expect(answer(role, ability, COLLEAGUES)).toBe(colleagues);
  });

  it("never admits that another team's resource exists, whatever the role, ability and scopes", () => {
    for (const role of ROLES) {
      for (const ability of Object.keys(ABILITIES) as Ability[]) {
        expect(answer(role, ability, FOREIGN)).toBe("not_found");
      }
    }
  });

  it("a token does no more than its scopes and no more than its person's role", () => {
    const scopes = fc.subarray([...SCOPES]);
    const abilities = fc.constantFrom(...(Object.keys(ABILITIES) as Ability[]));
    fc.assert(
      fc.property(fc.constantFrom(...ROLES), scopes, abilities, (role, granted, ability) => {
        const decision = can(viewer(role, granted), ability, OWN);
        if (decision.ok) {
          expect(granted).toContain(ABILITIES[ability].scope);
          expect(can(viewer(role), ability, OWN).ok).toBe(true);
        } else if (!granted.includes(ABILITIES[ability].scope)) {
          expect(decision.refusal.reason_code).toBe("scope_missing");
        }
      }),
    );
  });
});

describe("a private sandbox", () => {
  it.each([
    ["owner", "yes"],
    ["admin", "yes"],
    ["member", "not_found"],
    ["viewer", "not_found"],
  ] as const)("of a colleague is to the %s: %s", (role, expected) => {
    const decision = can(viewer(role), "sandboxes.read", { ...COLLEAGUES, visibility: "private" });
    expect(decision.ok ? "yes" : decision.refusal.reason_code).toBe(expected);
  });

  it("is its owner's to use, and tells a token without the scope nothing", () => {
    const own = { ...OWN, visibility: "private" } as const;
    expect(can(viewer("member"), "sandboxes.exec", own).ok).toBe(true);
    const decision = can(viewer("member", []), "sandboxes.read", { ...COLLEAGUES, visibility: "private" });
    expect(decision).toMatchObject({ refusal: { reason_code: "scope_missing" } });
  });
});

describe("a guest", () => {
  const SHARED = { team_id: "team1", owner_id: "u1", sandbox_id: "s1", visibility: "private" } as const;
  const guest = (role: Guest["role"], parts: Guest["parts"]): Guest => ({
    kind: "guest",
    guest_id: "g1",
    share_id: "sh1",
    shared_by: "u1",
    name: "Gus",
    team_id: "team1",
    sandbox_id: "s1",
    role,
    parts,
    expires_at: 1,
  });
  const abilities = (of: Guest) =>
    (Object.keys(ABILITIES) as Ability[]).filter((ability) => can(of, ability, SHARED).ok);

  it.each([
    ["view", ["terminal"], ["shared.read", "terminals.read"]],
    ["view", ["timeline"], ["shared.read", "timeline.read"]],
    ["interact", ["timeline"], ["shared.read", "timeline.read"]],
    ["interact", ["terminal"], ["shared.read", "terminals.read", "terminals.type"]],
    ["interact", ["files", "ports"], ["shared.read"]],
  ] as const)("who may %s %j can do %j and nothing else", (role, parts, expected) => {
    expect(abilities(guest(role, parts))).toEqual(expected);
  });

  it("has nothing outside the one sandbox, and of no sandbox in particular", () => {
    for (const ability of Object.keys(ABILITIES) as Ability[]) {
      const who = guest("interact", ["terminal", "timeline", "files", "ports"]);
      for (const resource of [undefined, { ...SHARED, sandbox_id: "s2" }, { ...SHARED, team_id: "team2" }]) {
        expect(can(who, ability, resource)).toMatchObject({ refusal: { reason_code: "not_found" } });
      }
    }
  });
});

describe("a refusal", () => {
  const next = (role: Role, ability: Ability, resource?: typeof OWN) => {
    const decision = can(viewer(role), ability, resource);
    return decision.ok ? null : decision.refusal.next_step;
  };

  it("names somebody who can: an owner only of what has one, an admin only where admins may", () => {
    expect(next("member", "sandboxes.exec", COLLEAGUES)).toBe("Ask its owner, or an admin of the team.");
    expect(next("viewer", "sandboxes.exec", OWN)).toBe("Ask an admin of the team.");
    expect(next("viewer", "sandboxes.launch")).toBe("Ask an admin of the team.");
    expect(next("member", "members.remove", COLLEAGUES)).toBe("Ask an admin of the team.");
    expect(next("admin", "audit.retain")).toBe("Ask the team's owner.");
  });
});

describe("abilitiesOf", () => {
  it("is empty for a token without scopes, and smaller for lesser roles", () => {
    expect(abilitiesOf(viewer("owner", []))).toEqual([]);
    expect(abilitiesOf(viewer("viewer")).length).toBeLessThan(abilitiesOf(viewer("member")).length);
  });
});
