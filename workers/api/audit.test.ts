/** The audit log as the API gives it: filters, pages, files, and how long it is kept. */
import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, test } from "vitest";
import { appendAudit } from "../data/audit.ts";
import { auditRetention } from "../data/audit-retention.ts";
import { database } from "../data/database.ts";
import { runScheduled } from "../scheduled.ts";
import { csvField } from "../services/audit/audit-formats.ts";
import { call, join, makeOwner, type Person, raw } from "../testing/people.ts";

const db = database(env.DB);
const DAY_MS = 86_400_000;
let owner: Person;
beforeAll(async () => {
  owner = await makeOwner();
});

async function write(person: Person, count: number, label = "Ann"): Promise<void> {
  const columns = "(team_id, at, actor_kind, actor_id, actor_label, action, outcome, target, data)";
  const row = `?1, ?2 + value, 'user', 'user_1', ?3, 'sandbox.launch', 'done', 'sandbox:demo', '{"n":' || value || '}'`;
  await env.DB.prepare(
    `INSERT INTO audit ${columns} WITH RECURSIVE n(value) AS (SELECT 1 UNION ALL SELECT value + 1 FROM n WHERE value < ?4) SELECT ${row} FROM n`,
  )
    .bind(person.team_id, Date.now() - DAY_MS, label, count)
    .run();
}

describe("a file", () => {
  test("C21: has every entry, however many pages that is, of its own team alone", async () => {
    const [person, other] = [await makeOwner(), await makeOwner()];
    await write(person, 2345);
    await write(other, 5);
    const reply = await call(person, "GET", "/audit/export?format=jsonl&action=sandbox.");
    expect(reply.headers.get("content-type")).toBe("application/x-ndjson");
    const lines = (reply.body as string).trimEnd().split("\n");
    const numbers = lines.map((line) => JSON.parse(line).data.n);
    expect(numbers).toEqual(Array.from({ length: 2345 }, (_, nth) => 2345 - nth));
  });

  test("C14: is an attachment that no browser shows, and having made it is in the log", async () => {
    const reply = await call(owner, "GET", "/audit/export?format=csv&outcome=refused");
    expect(reply.status).toBe(200);
    expect(reply.headers.get("content-disposition")).toMatch(
      /^attachment; filename="sandbar-audit-\d{4}-\d\d-\d\d\.csv"/,
    );
    expect(reply.headers.get("x-content-type-options")).toBe("nosniff");
    expect(reply.headers.get("content-security-policy")).toContain("sandbox");
    const { items } = (await call(owner, "GET", "/audit?limit=1")).body;
    expect(items[0]).toMatchObject({
      action: "audit.exported",
      outcome: "done",
      data: { format: "csv", outcome: "refused" },
    });
  });

  test("of CSV has one row an entry, and nothing in it is a formula", async () => {
    const person = await makeOwner();
    for (const label of ['=HYPERLINK("x")', "+1", "-1", "@a", "\tx", 'a "b", c\r\nd', "plain"]) {
      await appendAudit(db, {
        team_id: person.team_id,
        at: Date.now(),
        actor: { kind: "guest", id: "guest_1", label },
        address: null,
        action: "share.joined",
        outcome: "done",
        target: null,
        data: { said: label },
      });
    }
    const { body } = await call(person, "GET", "/audit/export?format=csv&action=share.joined");
    expect(body.split("\r\n")[0]).toBe("seq,at,actor_kind,actor_id,actor,address,action,outcome,target,data");
    const actors = parseCsv(body).map((row) => row[4]);
    expect(actors.slice(1)).toEqual([
      "plain",
      // What would hide or break the line is written out as it is kept.
      'a "b", c\\u{D}\\u{A}d',
      "\\u{9}x",
      "'@a",
      "'-1",
      "'+1",
      `'=HYPERLINK("x")`,
    ]);
  });

  test("is refused for a format that there is not, and to whoever may not read the log", async () => {
    expect(await call(owner, "GET", "/audit/export?format=xml")).toMatchObject({
      status: 400,
      body: { field: "format" },
    });
    const member = await join(owner.team_id, "member");
    expect((await raw(member, "GET", "/audit/export?format=csv")).status).toBe(403);
    const { items } = (await call(owner, "GET", "/audit?action=audit.exported&outcome=refused")).body;
    expect(items[0]).toMatchObject({ data: { reason_code: "not_permitted" } });
  });
});

test("filters are read as they are written, and C29: what is none is named", async () => {
  const person = await makeOwner();
  await write(person, 3);
  await call(person, "POST", "/tokens", { name: "t", scopes: ["admin"] });
  const found = async (query: string) => (await call(person, "GET", `/audit?${query}`)).body.items.length;
  expect(await found("action=sandbox.&actor=ann")).toBe(3);
  expect(await found("actor_kind=token")).toBe(1);
  expect(await found(`to=${new Date(Date.now() - 2 * DAY_MS).toISOString()}`)).toBe(0);
  for (const [query, field] of [
    ["from=tomorrow", "from"],
    ["outcome=maybe", "outcome"],
    ["actor_kind=god", "actor_kind"],
    ["before=0", "before"],
  ]) {
    expect(await call(person, "GET", `/audit?${query}`)).toMatchObject({ status: 400, body: { field } });
  }
});

describe("how long it is kept", () => {
  test("is the owner's to decide, within bounds, and that is in the log", async () => {
    const change = (person: Person, audit_retention_days: unknown) =>
      call(person, "PUT", "/audit/retention", { audit_retention_days });
    expect((await call(owner, "GET", "/audit/retention")).body).toEqual({ audit_retention_days: 365 });
    expect(await change(owner, 90)).toMatchObject({ status: 200, body: { audit_retention_days: 90 } });
    for (const days of [29, 1, -1, 3651, "90", 30.5, null]) {
      expect(await change(owner, days), String(days)).toMatchObject({
        status: 400,
        body: { field: "audit_retention_days" },
      });
    }
    for (const role of ["admin", "member", "viewer"] as const) {
      expect(await change(await join(owner.team_id, role), 0)).toMatchObject({
        status: 403,
        body: { reason_code: "not_permitted" },
      });
    }
    expect(await auditRetention(db, owner.team_id)).toBe(90);
    const { items } = (await call(owner, "GET", "/audit?action=audit.retention_changed")).body;
    expect(items.at(-1)).toMatchObject({ outcome: "done", data: { from: 365, to: 90 } });
  });

  test("is kept to by the cron, which says how many entries went", async () => {
    const person = await makeOwner();
    await call(person, "PUT", "/audit/retention", { audit_retention_days: 30 });
    await env.DB.prepare(
      "INSERT INTO audit (team_id, at, actor_kind, actor_id, actor_label, action, outcome, data) SELECT ?, ?, 'user', 'u', 'U', 'old.one', 'done', '{}' FROM json_each('[1,2]')",
    )
      .bind(person.team_id, Date.now() - 31 * DAY_MS)
      .run();
    await runScheduled(env, Date.now());
    const { items } = (await call(person, "GET", "/audit")).body;
    expect(items.map(({ action }: { action: string }) => action)).not.toContain("old.one");
    expect(items[0]).toMatchObject({
      action: "audit.outlived",
      actor: { kind: "system" },
      data: { entries: 2 },
    });
  });
});

test.each([
  ["", ""],
  ["plain", "plain"],
  ["a,b", '"a,b"'],
  ['say "hi"', '"say ""hi"""'],
  ["=1+1", `"'=1+1"`],
  ["＝1", `"'＝1"`],
])("CSV writes %j as %s", (text, expected) => {
  expect(csvField(text)).toBe(expected);
});

/** By RFC 4180, for fields that may hold line breaks. */
function parseCsv(text: string): string[][] {
  const fields = [...text.matchAll(/("(?:[^"]|"")*"|[^,\r\n]*)(,|\r\n|$)/g)];
  const rows: string[][] = [[]];
  for (const [, field = "", end] of fields) {
    rows.at(-1)!.push(field.startsWith('"') ? field.slice(1, -1).replaceAll('""', '"') : field);
    if (end === "\r\n") rows.push([]);
    if (end === "") break;
  }
  return rows.slice(0, -1);
}
