import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { NOW } from "../testing/rows.ts";
import { appendAudit, listAudit } from "./audit.ts";
import { database } from "./database.ts";

const db = database(env.DB);
const actor = { kind: "user", id: "user_1", label: "Ann" } as const;

async function append(team_id: string, action: string): Promise<void> {
  const target = `sandbox:${action}`;
  await appendAudit(db, {
    team_id,
    at: NOW,
    actor,
    address: null,
    action,
    outcome: "done",
    target,
    data: {},
  });
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
  const about = await listAudit(db, { team_id: "team_a", limit: 2, target: "sandbox:two" });
  expect(about.items.map(({ action }) => action)).toEqual(["two"]);
});

test("entries can be neither changed nor deleted", async () => {
  await append("team_c", "kept");
  const change = env.DB.prepare("UPDATE audit SET action = 'other'").run();
  await expect(change).rejects.toThrow("never changed");
  await expect(env.DB.prepare("DELETE FROM audit").run()).rejects.toThrow("never deleted");
});
