import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, test } from "vitest";
import { makeTeam } from "../testing/rows.ts";
import { appendAudit } from "./audit.ts";
import { auditRetention, deleteOutlivedAudit, setAuditRetention } from "./audit-retention.ts";
import { database } from "./database.ts";

const db = database(env.DB);
const DAY_MS = 86_400_000;
let team_id: string;

/** An entry that is so many days old by the real clock, as the database's is. */
async function append(action: string, days: number, team = team_id): Promise<void> {
  await appendAudit(db, {
    team_id: team,
    at: Date.now() - days * DAY_MS,
    actor: { kind: "user", id: "user_1", label: "Ann" },
    address: null,
    action,
    outcome: "done",
    target: null,
    data: {},
  });
}

async function left(team = team_id): Promise<string[]> {
  const query = env.DB.prepare("SELECT action FROM audit WHERE team_id = ? ORDER BY seq").bind(team);
  return (await query.all<{ action: string }>()).results.map(({ action }) => action);
}

beforeAll(async () => {
  ({ team_id } = await makeTeam());
});

test("a team keeps a year unless it decides otherwise, and nothing between 1 and 29 days", async () => {
  expect(await auditRetention(db, team_id)).toBe(365);
  for (const days of [1, 29, -1, 3651]) {
    await expect(setAuditRetention(db, team_id, days)).rejects.toThrow();
  }
  await setAuditRetention(db, team_id, 30);
  expect(await auditRetention(db, team_id)).toBe(30);
});

describe("raw SQL", () => {
  const run = (query: string) => env.DB.prepare(query).run();
  beforeAll(async () => {
    await setAuditRetention(db, team_id, 30);
    await append("young", 29.9);
    await append("old", 30.1);
  });

  test("changes no entry, whatever its age", async () => {
    await expect(run("UPDATE audit SET action = 'other'")).rejects.toThrow("never changed");
    await expect(run("UPDATE audit SET at = 0 WHERE action = 'young'")).rejects.toThrow("never changed");
    await expect(run("UPDATE OR REPLACE audit SET seq = 1")).rejects.toThrow("never changed");
  });

  test("deletes nothing that is kept, and of several nothing at all", async () => {
    await expect(run("DELETE FROM audit")).rejects.toThrow("before their time");
    await expect(run("DELETE FROM audit WHERE action = 'young'")).rejects.toThrow("before their time");
    expect(await left()).toEqual(["young", "old"]);
  });

  test("replaces nothing by writing over it", async () => {
    const columns = "team_id, at, actor_kind, actor_id, actor_label, action, outcome, data";
    const values = "'t', 1, 'user', 'u', 'U', 'forged', 'done', '{}'";
    const young = "(SELECT seq FROM audit WHERE action = 'young')";
    for (const insert of ["INSERT OR REPLACE", "REPLACE", "INSERT"]) {
      await expect(
        run(`${insert} INTO audit (seq, ${columns}) VALUES (${young}, ${values})`),
        insert,
      ).rejects.toThrow("never replaced");
    }
    await run(`INSERT INTO audit (origin, ${columns}) VALUES ('event:a:1', ${values})`);
    await expect(
      run(`REPLACE INTO audit (origin, ${columns}) VALUES ('event:a:1', ${values})`),
    ).rejects.toThrow("never replaced");
    expect(await left()).toEqual(["young", "old"]);
  });

  test("deletes nothing of a team that keeps for ever", async () => {
    const { team_id: other } = await makeTeam();
    await setAuditRetention(db, other, 0);
    await append("ancient", 10_000, other);
    await expect(run("DELETE FROM audit WHERE action = 'ancient'")).rejects.toThrow("before their time");
    expect(await left(other)).toEqual(["ancient"]);
  });
});

test("the cron deletes what has outlived its team's retention, and nothing else", async () => {
  const { team_id: patient } = await makeTeam();
  await append("kept longer", 200, patient);
  await append("too old", 366, patient);
  await append("before any team", 400, "");
  const deleted = await deleteOutlivedAudit(db);
  expect([...deleted]).toEqual(
    expect.arrayContaining([
      [team_id, 1],
      [patient, 1],
      ["", 1],
    ]),
  );
  expect(await left()).toEqual(["young"]);
  expect(await left(patient)).toEqual(["kept longer"]);
  expect([...(await deleteOutlivedAudit(db))]).toEqual([]);
});
