import { env } from "cloudflare:workers";
import { beforeEach, expect, test } from "vitest";
import { database } from "../../data/database.ts";
import { membershipOf } from "../../data/members.ts";
import { getPolicy } from "../../data/policies.ts";
import { listProfiles } from "../../data/profiles.ts";
import { findToken } from "../../data/tokens.ts";
import { SCOPES } from "../../domain/access.ts";
import { DEFAULT_POLICY } from "../../domain/policy/policy-settings.ts";
import { PASSWORD } from "../../testing/requests.ts";
import { NOW } from "../../testing/rows.ts";
import { needsSetup, type SetupInput, setUp } from "./setup.ts";

const db = database(env.DB);
const input: SetupInput = {
  setup_token: env.SETUP_TOKEN,
  team: " Dune ",
  name: "Ann",
  email: "Ann@Example.com",
  password: PASSWORD,
};

function run(changes: Partial<SetupInput> = {}, SETUP_TOKEN: string | undefined = env.SETUP_TOKEN) {
  const configured = { DB: env.DB, SETUP_TOKEN } as Pick<Env, "DB" | "SETUP_TOKEN">;
  return setUp({ env: configured, now: NOW, address: null }, { ...input, ...changes });
}

async function refusedWith(result: ReturnType<typeof setUp>): Promise<string | undefined> {
  const answer = await result;
  return answer.ok ? undefined : answer.refusal.reason_code;
}

async function rows(table: string): Promise<number> {
  const counted = await env.DB.prepare(`SELECT count(*) AS n FROM ${table}`).first<{ n: number }>();
  return counted?.n ?? 0;
}

beforeEach(async () => {
  const tables = ["tokens", "profiles", "policies", "members", "teams", "account", "session", "user"];
  await env.DB.batch(tables.map((table) => env.DB.prepare(`DELETE FROM ${table}`)));
});

test("makes the team, its owner, policy, profiles and a token with every scope", async () => {
  const result = await run();
  if (!result.ok) throw new Error(result.refusal.message);
  const { user, team, token } = result.value;
  expect(user).toMatchObject({ name: "Ann", email: "ann@example.com" });
  expect(team.name).toBe("Dune");
  expect(await membershipOf(db, user.user_id)).toEqual({ team_id: team.team_id, role: "owner" });
  expect(await getPolicy(db, team.team_id)).toEqual({ ...DEFAULT_POLICY, version: 1 });
  expect((await listProfiles(db, team.team_id)).map(({ name }) => name)).toEqual([
    "small",
    "medium",
    "large",
  ]);
  expect((await findToken(db, token))?.scopes).toEqual([...SCOPES]);
});

test("happens once", async () => {
  expect(await needsSetup(env)).toBe(true);
  await run();
  expect(await needsSetup(env)).toBe(false);
  expect(await refusedWith(run())).toBe("already_set_up");
  expect(await refusedWith(run({ setup_token: "wrong" }))).toBe("already_set_up");
});

test("of simultaneous set-ups exactly one makes a team, and the others leave nothing (C30)", async () => {
  const attempts = Array.from({ length: 5 }, (_, index) => run({ email: `p${index}@example.com` }));
  const outcomes = (await Promise.all(attempts)).map((result) =>
    result.ok ? "made" : result.refusal.reason_code,
  );
  expect(outcomes.toSorted()).toEqual([...Array.from({ length: 4 }, () => "already_set_up"), "made"]);
  for (const table of ["teams", "user", "account", "members", "tokens"])
    expect([table, await rows(table)]).toEqual([table, 1]);
});

test.each([
  ["no token configured, none given", undefined, ""],
  ["an empty token configured, none given", "", ""],
  ["an empty token configured, another given", "", "anything"],
  ["a wrong token", env.SETUP_TOKEN, "wrong"],
  ["none given", env.SETUP_TOKEN, ""],
  ["a longer one", env.SETUP_TOKEN, `${env.SETUP_TOKEN}x`],
  ["a part of it", env.SETUP_TOKEN, env.SETUP_TOKEN.slice(0, -1)],
])("refuses %s, and makes nothing (R7)", async (_, configured, given) => {
  expect(await refusedWith(run({ setup_token: given }, configured ?? ""))).toBe("invalid_setup_token");
  const unset = { DB: env.DB } as Pick<Env, "DB" | "SETUP_TOKEN">;
  const context = { env: unset, now: NOW, address: null };
  expect(await refusedWith(setUp(context, { ...input, setup_token: given }))).toBe("invalid_setup_token");
  expect(await rows("teams")).toBe(0);
});

test.each([
  ["team", { team: " " }],
  ["team", { team: "x".repeat(61) }],
  ["name", { name: "" }],
  ["email", { email: "nobody" }],
  ["email", { email: "a b@example.com" }],
  ["password", { password: "short" }],
  ["password", { password: "x".repeat(200) }],
  ["password", { password: "aaaaaaaaaaaa" }],
  ["password", { password: "ann@example.com" }],
])("refuses a bad %s, naming the field: %o", async (field, changes) => {
  const result = await run(changes);
  expect(result.ok ? undefined : result.refusal).toMatchObject({ reason_code: "invalid_input", field });
  expect(await rows("teams")).toBe(0);
});
