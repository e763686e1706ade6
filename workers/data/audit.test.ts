import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, test } from "vitest";
import { type AuditQuery, readAuditQuery } from "../domain/audit/audit.ts";
import { NOW } from "../testing/rows.ts";
import { appendAudit, listAudit, type NewAuditEntry } from "./audit.ts";
import { database } from "./database.ts";

const db = database(env.DB);
const actor = { kind: "user", id: "user_1", label: "Ann" } as const;
const DAY_MS = 86_400_000;

async function append(team_id: string, action: string, more: Partial<NewAuditEntry> = {}): Promise<void> {
  const entry = { team_id, at: NOW, actor, address: null, action, outcome: "done", target: null, data: {} };
  await appendAudit(db, { ...entry, ...more } as NewAuditEntry);
}

async function actions(team_id: string, query: AuditQuery = {}): Promise<string[]> {
  const filter = readAuditQuery(query);
  if (!filter.ok) throw new Error(filter.refusal.message);
  const { items } = await listAudit(db, { ...filter.value, team_id, limit: 100 });
  return items.map(({ action }) => action);
}

test("entries are read newest first, page by page, of one's own team", async () => {
  for (const action of ["one", "two", "three"]) await append("team_a", action);
  await append("team_b", "other");
  const first = await listAudit(db, { team_id: "team_a", limit: 2 });
  expect(first.items.map(({ action }) => action)).toEqual(["three", "two"]);
  expect(first.items[0]?.actor).toEqual(actor);
  const second = await listAudit(db, { team_id: "team_a", limit: 2, before: first.next_before! });
  expect(second.items.map(({ action }) => action)).toEqual(["one"]);
  expect(second.next_before).toBeNull();
});

test("what is written late stands where it happened, and no page repeats or leaves out an entry", async () => {
  const at = [5, 1, 3, 3, 9, 2, 3].map((step) => NOW + step);
  for (const [nth, time] of at.entries()) await append("team_late", `${time - NOW}.${nth}`, { at: time });
  const seen: string[] = [];
  let before: number | undefined;
  do {
    const page = await listAudit(db, { team_id: "team_late", limit: 2, before });
    seen.push(...page.items.map(({ action }) => action));
    before = page.next_before ?? undefined;
  } while (before !== undefined);
  expect(seen).toEqual(["9.4", "5.0", "3.6", "3.3", "3.2", "2.5", "1.1"]);
});

describe("filters", () => {
  const team = "team_filters";
  const token = { kind: "token", id: "tok_1", label: "Björn Ångström" } as const;
  beforeAll(async () => {
    await append(team, "share.made", { target: "sandbox:web", data: { label: "100%_sure" } });
    await append(team, "share.revoked", { at: NOW + DAY_MS, actor: token, target: "sandbox:api" });
    await append(team, "sharex.other", { at: NOW + 2 * DAY_MS, address: "192.0.2.7" });
    await append(team, "token.created", { at: NOW + 3 * DAY_MS, outcome: "refused" });
  });
  const day = (days: number) => new Date(NOW + days * DAY_MS).toISOString().slice(0, 10);

  test.each<[string, AuditQuery, string[]]>([
    ["everything", {}, ["token.created", "sharex.other", "share.revoked", "share.made"]],
    ["empty fields", { q: "", actor: "" }, ["token.created", "sharex.other", "share.revoked", "share.made"]],
    ["an action", { action: "share.made" }, ["share.made"]],
    ["actions of one noun", { action: "share." }, ["share.revoked", "share.made"]],
    ["an outcome", { outcome: "refused" }, ["token.created"]],
    ["a target", { target: "sandbox:web" }, ["share.made"]],
    ["a kind of actor", { actor_kind: "token" }, ["share.revoked"]],
    ["an actor's id", { actor: "tok_1" }, ["share.revoked"]],
    ["part of a name", { actor: "björn Ång" }, ["share.revoked"]],
    ["a day", { from: day(1), to: day(1) }, ["share.revoked"]],
    [
      "since an instant",
      { from: new Date(NOW + 2 * DAY_MS).toISOString() },
      ["token.created", "sharex.other"],
    ],
    ["to an instant", { to: new Date(NOW).toISOString() }, ["share.made"]],
    ["text of the data, which is no pattern", { q: "100%_SURE" }, ["share.made"]],
    ["text that a pattern would match", { q: "1%e" }, []],
    ["text of an address", { q: "192.0.2." }, ["sharex.other"]],
    ["several", { action: "share.", actor_kind: "user", q: "web" }, ["share.made"]],
    ["hostile text", { q: "' OR 1=1 --", actor: "x' OR '1'='1" }, []],
  ])("by %s", async (_, query, expected) => {
    expect(await actions(team, query)).toEqual(expected);
  });

  test.each(["yesterday", "2026-13-01", "2026-02-30T25:00:00Z", "1", "2026-11-21T15"])(
    "C29: %s is no time",
    (text) => {
      for (const field of ["from", "to"]) {
        expect(readAuditQuery({ [field]: text })).toMatchObject({
          ok: false,
          refusal: { reason_code: "invalid_input", field },
        });
      }
    },
  );
});

test("what was interrupted is found by that, and is not among what was done", async () => {
  const team = "team_interrupted";
  await append(team, "invite.revoked", { outcome: "interrupted" });
  await append(team, "invite.created");
  expect(await actions(team, { outcome: "interrupted" })).toEqual(["invite.revoked"]);
  expect(await actions(team, { outcome: "done" })).toEqual(["invite.created"]);
});

test("each filter is answered by an index, and only text reads on", async () => {
  const plan = async (where: string) => {
    const query = `EXPLAIN QUERY PLAN SELECT * FROM audit WHERE team_id = 't' AND ${where} ORDER BY at DESC, seq DESC LIMIT 51`;
    const { results } = await env.DB.prepare(query).all<{ detail: string }>();
    return results.map(({ detail }) => detail).join("; ");
  };
  expect(await plan("1")).toMatch(/USING INDEX audit_by_time/);
  expect(await plan("(at, seq) < (1, 2)")).toMatch(/audit_by_time \(team_id=\? AND at<\?\)/);
  expect(await plan("at >= 1 AND at < 2")).toMatch(/audit_by_time/);
  expect(await plan("action = 'a'")).toMatch(/audit_by_action/);
  expect(await plan("actor_id = 'a'")).toMatch(/audit_by_actor/);
  expect(await plan("target = 'a'")).toMatch(/audit_by_target/);
  expect(await plan("outcome = 'refused'")).toMatch(/audit_refused/);
  expect(await plan("outcome = 'interrupted'")).toMatch(/audit_interrupted/);
});
