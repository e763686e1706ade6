/** The migration that lets the audit log say `interrupted` copies it: whoever upgrades finds every entry as it was. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { expect, test } from "vitest";

const FOLDER = join(import.meta.dirname, "../../migrations");
const COPY = "0019_note_deeds_under_way.sql";
const NAMES = readdirSync(FOLDER)
  .filter((name) => name.endsWith(".sql"))
  .sort();

const apply = (db: DatabaseSync, names: readonly string[]) => {
  for (const name of names) db.exec(`BEGIN; ${readFileSync(join(FOLDER, name), "utf8")}; COMMIT`);
};

function before(): DatabaseSync {
  const db = new DatabaseSync(":memory:");
  apply(db, NAMES.slice(0, NAMES.indexOf(COPY)));
  return db;
}

const append = (db: DatabaseSync, action: string, origin: string | null = null, at = Date.now()) =>
  db
    .prepare(
      "INSERT INTO audit (team_id, at, actor_kind, actor_id, actor_label, action, outcome, data, origin) VALUES ('', ?, 'user', 'u', 'U', ?, 'done', '{}', ?)",
    )
    .run(at, action, origin);

test("every entry keeps its number, its order and all else; the log is as protected as before", () => {
  const db = before();
  const longAgo = Date.now() - 400 * 86_400_000;
  append(db, "one");
  append(db, "two", "event:a:1");
  append(db, "three", null, longAgo);
  append(db, "four", null, longAgo);
  db.exec("DELETE FROM audit WHERE action = 'four'");
  const log = () => db.prepare("SELECT * FROM audit ORDER BY seq").all();
  const kept = log();
  const guards = () =>
    db
      .prepare(
        "SELECT name FROM sqlite_schema WHERE tbl_name = 'audit' AND type IN ('trigger', 'index') ORDER BY name",
      )
      .all()
      .map(({ name }) => name);
  const guarded = guards();
  apply(db, [COPY]);
  expect(log()).toEqual(kept);
  expect(kept).toHaveLength(3);
  expect(guards()).toEqual([...guarded, "audit_interrupted"].sort());
  append(db, "five");
  expect(db.prepare("SELECT seq FROM audit WHERE action = 'five'").get()).toEqual({ seq: 5 });
  for (const [change, why] of [
    ["UPDATE audit SET action = 'x'", /never changed/],
    ["DELETE FROM audit WHERE action = 'one'", /before their time/],
    ["INSERT OR REPLACE INTO audit SELECT * FROM audit", /never replaced/],
  ] as const) {
    expect(() => db.exec(change), change).toThrow(why);
  }
  expect(() => append(db, "again", "event:a:1")).toThrow(/never replaced/);
  db.exec("DELETE FROM audit WHERE action = 'three'");
});

test("a log without entries is one too", () => {
  const db = before();
  apply(db, [COPY]);
  append(db, "one");
  expect(db.prepare("SELECT seq FROM audit").get()).toEqual({ seq: 1 });
});
