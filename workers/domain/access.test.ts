import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  ABILITIES,
  type Ability,
  abilitiesOf,
  can,
  ROLES,
  type Role,
  SCOPES,
  type Scope,
  type Viewer,
} from "./access.ts";

function viewer(role: Role, scopes?: readonly Scope[]): Viewer {
  const token = scopes ? { token_id: "t1", scopes } : null;
  return { user_id: "u1", name: "Ada", team_id: "team1", role, token };
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

describe("abilitiesOf", () => {
  it("is empty for a token without scopes, and smaller for lesser roles", () => {
    expect(abilitiesOf(viewer("owner", []))).toEqual([]);
    expect(abilitiesOf(viewer("viewer")).length).toBeLessThan(abilitiesOf(viewer("member")).length);
  });
});
