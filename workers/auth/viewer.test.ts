import { createExecutionContext, waitOnExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeAll, expect, test } from "vitest";
import { database } from "../data/database.ts";
import { removeMember } from "../data/membership.ts";
import { createToken, findToken, revokeToken } from "../data/tokens.ts";
import { setUp } from "../services/accounts/setup.ts";
import { ORIGIN, PASSWORD, signInAs } from "../testing/requests.ts";
import { makeMember, makeTeam } from "../testing/rows.ts";
import { identify } from "./viewer.ts";

const db = database(env.DB);
const NOW = Date.now();
let team: { team_id: string; user_id: string };
let cookie: string;

beforeAll(async () => {
  const input = {
    setup_token: env.SETUP_TOKEN,
    team: "T",
    name: "Ann",
    email: "ann@example.com",
    password: PASSWORD,
  };
  const made = await setUp({ env, now: NOW, address: null }, input);
  if (!made.ok) throw new Error(made.refusal.message);
  team = { team_id: made.value.team.team_id, user_id: made.value.user.user_id };
  cookie = await signInAs("ann@example.com");
});

async function whoIs(headers: Record<string, string>, method = "GET", now = NOW) {
  const ctx = createExecutionContext();
  const result = await identify(new Request(`${ORIGIN}/`, { method, headers }), env, ctx, now);
  await waitOnExecutionContext(ctx);
  return result.ok ? result.value.viewer : result.refusal.reason_code;
}

async function tokenOf(owner: { team_id: string; user_id: string }, expires_at: number | null = null) {
  const id = crypto.randomUUID();
  const scopes = ["sandboxes:read"] as const;
  return await createToken(db, { id, ...owner, name: "ci", scopes, created_at: NOW, expires_at });
}

test("nobody, by a request that names nobody", async () => {
  expect(await whoIs({})).toBeNull();
  expect(await whoIs({ cookie: "sandbar.session_token=forged.signature" })).toBeNull();
});

test("a session acts with its member's role now", async () => {
  expect(await whoIs({ cookie })).toMatchObject({ ...team, name: "Ann", role: "owner", token: null });
});

test("a session is refused to other origins, for changes and sockets", async () => {
  for (const origin of ["http://evil.example", "null", `${ORIGIN}.evil.example`]) {
    expect(await whoIs({ cookie, origin }, "POST")).toBe("foreign_origin");
    expect(await whoIs({ cookie, origin, upgrade: "websocket" })).toBe("foreign_origin");
  }
  expect(await whoIs({ cookie }, "POST")).toBe("foreign_origin");
  expect(await whoIs({ cookie, origin: ORIGIN }, "POST")).toMatchObject({ role: "owner" });
  expect(await whoIs({ cookie, origin: "http://localhost:8787" }, "POST")).toMatchObject({ role: "owner" });
});

test("a token acts with its scopes, needs no origin, and its use is noted", async () => {
  const { secret, token } = await tokenOf(team);
  const viewer = await whoIs({ authorization: `Bearer ${secret}`, origin: "http://evil.example" }, "POST");
  const expected = { token_id: token.id, scopes: ["sandboxes:read"] };
  expect(viewer).toMatchObject({ ...team, name: "Ann", role: "owner", token: expected });
  expect((await findToken(db, secret))?.last_used_at).toBe(NOW);
});

test("a token wins over a cookie: a bad one is not made good by a session", async () => {
  expect(await whoIs({ cookie, authorization: "Bearer sbx_wrong" })).toBe("invalid_token");
});

test("expired, revoked, unknown and malformed tokens are refused alike", async () => {
  const expired = await tokenOf(team, NOW);
  const revoked = await tokenOf(team);
  await revokeToken(db, team.team_id, revoked.token.id, NOW);
  const bad = [
    `Bearer ${expired.secret}`,
    `Bearer ${revoked.secret}`,
    "Bearer ",
    "Bearer undefined",
    "Basic x",
    "",
  ];
  for (const authorization of bad)
    expect([authorization, await whoIs({ authorization })]).toEqual([authorization, "invalid_token"]);
});

test("a member who left has no token left", async () => {
  const { team_id } = await makeTeam();
  const user_id = await makeMember(team_id, "member");
  const { secret } = await tokenOf({ team_id, user_id });
  await removeMember(db, team_id, { user_id, role: "member" }, NOW);
  expect(await whoIs({ authorization: `Bearer ${secret}` })).toBe("invalid_token");
});
