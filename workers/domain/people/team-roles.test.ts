import { describe, expect, test } from "vitest";
import { ROLES, type Role } from "../access.ts";
import { mayChangeRole, mayInvite, mayRemove, rolesGivenBy, rolesOpenTo } from "./team-roles.ts";

const ada = (role: Role) => ({ user_id: "ada", role });
const bo = (role: Role) => ({ user_id: "bo", role });
const letters = (may: (role: Role) => boolean) => ROLES.map((role) => (may(role) ? role[0] : "-")).join("");

/** Initials of owner, admin, member, viewer; a dash where it may not be. */
const TABLE: readonly [by: Role, gives: string, changes: Record<Role, string>, removes: string][] = [
  ["owner", "oamv", { owner: "oamv", admin: "oamv", member: "oamv", viewer: "oamv" }, "oamv"],
  ["admin", "--mv", { owner: "o---", admin: "-a--", member: "--mv", viewer: "--mv" }, "--mv"],
  ["member", "----", { owner: "o---", admin: "-a--", member: "--m-", viewer: "---v" }, "----"],
  ["viewer", "----", { owner: "o---", admin: "-a--", member: "--m-", viewer: "---v" }, "----"],
];

describe.each(TABLE)("%s", (by, gives, changes, removes) => {
  test("invites, and gives", () => {
    expect(letters((to) => mayInvite(by, to).ok)).toBe(gives);
    expect(letters((to) => rolesGivenBy(by).includes(to))).toBe(gives);
  });

  test.each(ROLES)("makes another %s", (from) => {
    expect(letters((to) => mayChangeRole(ada(by), bo(from), to).ok)).toBe(changes[from]);
    expect(letters((to) => rolesOpenTo(ada(by), bo(from)).includes(to))).toBe(changes[from]);
  });

  test("removes others, and may always leave", () => {
    expect(letters((of) => mayRemove(ada(by), bo(of)).ok)).toBe(removes);
    expect(mayRemove(ada(by), ada(by)).ok).toBe(true);
  });

  test("may lower themselves, never raise", () => {
    const lower = ROLES.slice(ROLES.indexOf(by));
    expect(rolesOpenTo(ada(by), ada(by))).toEqual(lower);
  });
});

test("nobody makes what they could not unmake", () => {
  for (const by of ROLES) {
    for (const to of rolesGivenBy(by)) expect(mayRemove(ada(by), bo(to)).ok).toBe(true);
  }
});

test("what is refused names the way on", () => {
  const refused = mayChangeRole(ada("admin"), bo("member"), "owner");
  expect(refused).toMatchObject({
    ok: false,
    refusal: { reason_code: "role_beyond_own", retryable: false, next_step: "Ask an owner of the team." },
  });
});
