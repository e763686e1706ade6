import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, test } from "vitest";
import { database } from "../data/database.ts";
import { insertSandbox } from "../data/sandboxes.ts";
import { share } from "../testing/guests.ts";
import { call, join as joinTeam, makeOwner, type Person, withToken } from "../testing/people.ts";
import { recordOf } from "../testing/rows.ts";

const QUOTA = { max_active_per_member: 1000, max_active_per_team: 1000 };
const ASKED = { role: "view", parts: ["terminal"], expires_in_minutes: 60 };
let owner: Person;
/** The owner's, of which there is a row alone. */
let name: string;
beforeEach(async () => {
  owner = await makeOwner();
  name = await makeRow(owner);
});

async function makeRow(person: Person): Promise<string> {
  const record = recordOf(person);
  await insertSandbox(database(env.DB), record, QUOTA);
  return record.name;
}

const shares = () => `/sandboxes/${name}/shares`;
const list = async () => (await call(owner, "GET", shares())).body.items;
describe("making a link", () => {
  test("shows its address once, and lists what it gives", async () => {
    const body = { ...ASKED, max_uses: 3, password: "sesame!", label: " for  Ben " };
    const made = await call(owner, "POST", shares(), body);
    expect(made.status, JSON.stringify(made.body)).toBe(201);
    const { url, ...rest } = made.body;
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:8787\/s\/[\w-]{43}$/);
    expect(rest).toMatchObject({ role: "view", parts: ["terminal"], label: "for Ben", has_password: true });
    expect(rest).toMatchObject({ max_uses: 3, uses: 0, status: "live", revoked_at: null, guests: [] });
    expect(Date.parse(rest.expires_at) - Date.parse(rest.created_at)).toBe(3_600_000);
    expect(await list()).toEqual([{ ...rest, created_by: { user_id: owner.user_id, name: "owner" } }]);
    expect(JSON.stringify(await list())).not.toContain(url.split("/s/")[1]);
  });

  test.each([
    ["role", "admin"],
    ["parts", []],
    ["parts", ["terminal", "terminal"]],
    ["parts.0", ["everything"]],
    ["expires_in_minutes", "90"],
    ["expires_in_minutes", 0],
    ["expires_in_minutes", 1.5],
    ["expires_in_minutes", 43_201],
    ["expires_in_minutes", null],
    ["max_uses", 0],
    ["max_uses", 1001],
    ["password", "short"],
    ["password", ""],
    ["label", "x".repeat(81)],
    ["label", "a\u202eb"],
  ])("R8, C29: %s = %j is refused by name", async (field, value) => {
    const reply = await call(owner, "POST", shares(), { ...ASKED, [field.split(".")[0]!]: value });
    expect(reply).toMatchObject({ status: 400, body: { field, retryable: false } });
    expect(await list()).toEqual([]);
  });

  test.each(["files", "ports"])("does not include %s yet", async (part) => {
    const reply = await call(owner, "POST", shares(), { ...ASKED, parts: ["terminal", part] });
    expect(reply).toMatchObject({ status: 400, body: { reason_code: "part_not_available", field: "parts" } });
  });

  test("a sandbox has so many at once, however many are asked for together", async () => {
    const made = (count: number) =>
      Promise.all(Array.from({ length: count }, () => call(owner, "POST", shares(), ASKED)));
    await made(45);
    const statuses = (await made(10)).map(({ status }) => status);
    expect(statuses.filter((status) => status === 201).length).toBe(5);
    expect(statuses.filter((status) => status === 409).length).toBe(5);
    await call(owner, "DELETE", `${shares()}/${(await list())[0].share_id}`);
    expect((await call(owner, "POST", shares(), ASKED)).status).toBe(201);
  });

  test("a token that may not type makes no link that may; one that may only share makes others", async () => {
    const bot = await withToken(owner, ["shares:write"]);
    const reply = await call(bot, "POST", shares(), { ...ASKED, role: "interact" });
    expect(reply).toMatchObject({ status: 403, body: { reason_code: "scope_missing", field: "role" } });
    expect((await call(bot, "POST", shares(), ASKED)).status).toBe(201);
  });

  test("only of what is one's own, or anybody's for admins", async () => {
    const colleague = await joinTeam(owner.team_id, "member");
    expect((await call(colleague, "POST", shares(), ASKED)).body.reason_code).toBe("not_permitted");
    expect((await call(colleague, "GET", shares())).status).toBe(403);
    const admin = await joinTeam(owner.team_id, "admin");
    expect((await call(admin, "POST", shares(), ASKED)).status).toBe(201);
  });
});

test("revoking it again is a success; another sandbox's is not there", async () => {
  const link = await share(owner, name);
  const other = await makeRow(owner);
  expect((await call(owner, "DELETE", `/sandboxes/${other}/shares/${link.share_id}`)).status).toBe(404);
  expect((await list())[0].status).toBe("live");
  for (let time = 0; time < 2; time++) {
    expect((await call(owner, "DELETE", `${shares()}/${link.share_id}`)).status).toBe(204);
  }
  expect((await list())[0].status).toBe("revoked");
});
