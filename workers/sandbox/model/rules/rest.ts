import { isDeepStrictEqual } from "node:util";
import type { SandboxRecord } from "../../../domain/sandbox.ts";
import type { Account } from "../account.ts";
import { missingFrom } from "../world/archive.ts";
import type { World } from "../world.ts";
import { announcements } from "./announced.ts";
import type { Broken } from "./commit.ts";
import { objectProblem } from "./kept.ts";

/** What is not at rest yet, in words; null when nothing of it moves any more. */
export function unrest(world: World, { id, record }: Account): string | null {
  const { sql } = world.host(id);
  const jail = world.engine.jails.get(id);
  if (!record) return jail ? `${id}: the engine has what no record knows` : null;
  const { operation, state, container } = record;
  if (operation) return `${id}: operation ${operation.type} ${operation.id} has not ended in ${state}`;
  const [effect] = sql.rows("SELECT body FROM effects");
  if (effect) return `${id}: work still waits: ${effect.body}`;
  if (sql.rows("SELECT 1 FROM outbox").length > 0) return `${id}: the index has not been told`;
  if (sql.rows("SELECT 1 FROM announcements").length > 0) return `${id}: webhooks have not been told`;
  const { now } = world.simulation;
  if (sql.rows("SELECT 1 FROM notices WHERE due_at < ?", [now - 1000]).length > 0) return `${id}: mail waits`;
  if (container === "none" && jail) return `${id}: the engine keeps what the record (${state}) calls gone`;
  const serves = state === "running" || state === "completed";
  if (serves && !jail?.agent) return `${id}: ${state}, but its agent is dead`;
  if (jail?.agent?.frozen && container === "present") return `${id}: ${state}, but frozen`;
  if (serves && jail?.generation !== record.generation) return `${id}: ${state} as another run`;
  return null;
}

/** What holds once faults have stopped and everything has come to rest. */
export function* rest(world: World, account: Account): Broken {
  const { id, record } = account;
  const { sql } = world.host(id);
  yield* announcements(world, account);
  if (!record) {
    yield* traces(world, account);
    return;
  }
  const row = world.index.row(id);
  if (!row) yield "the index has no row";
  else if (!isDeepStrictEqual(JSON.parse(String(row.record)), ordered(record))) {
    yield `the index says version ${row.version} ${row.state}, the record ${record.version} ${record.state}`;
  }
  const [events] = sql.rows("SELECT count(*) AS count, max(seq) AS last FROM events");
  if (events?.count !== record.seq || events?.last !== record.seq)
    yield `${events?.count} events, seq ${record.seq}`;
  yield* kept(world, account);
  for (const operation of account.accepted) {
    const [outcome] = sql.rows("SELECT body ->> '$.status' AS status FROM operations WHERE id = ?", [
      operation,
    ]);
    if (!outcome) yield `operation ${operation} was accepted and is unknown`;
    else if (outcome.status === "running") yield `operation ${operation} never ended`;
  }
  const running = sql.rows("SELECT id FROM exports WHERE body ->> '$.status' = 'running'");
  if (running.length > 0) yield `export ${running[0]?.id} runs without an operation`;
  const jail = world.engine.jails.get(id);
  const missing = jail && account.work.size > 0 ? missingFrom(jail.files, account.work) : null;
  if (missing) yield `the workspace lost what was written in ${missing}`;
}

function* kept(world: World, account: Account): Broken {
  const { sql } = world.host(account.id);
  const listed = new Set(sql.rows("SELECT id FROM checkpoints").map(({ id }) => String(id)));
  for (const [id, checkpoint] of account.checkpoints) {
    if (!listed.has(id)) yield `checkpoint ${id} is no longer listed`;
    const problem = objectProblem(world, checkpoint);
    if (problem) yield `checkpoint ${id}: ${problem}`;
  }
  for (const id of listed)
    if (!account.checkpoints.has(id)) yield `checkpoint ${id} is listed, nobody made it`;
  const exported = new Set(sql.rows("SELECT id FROM exports").map(({ id }) => String(id)));
  for (const [id, made] of account.exports) {
    if (!exported.has(id)) yield `export ${id} is no longer listed`;
    const problem = objectProblem(world, made);
    if (problem) yield `export ${id}: ${problem}`;
  }
  for (const key of account.deleted) {
    if (world.bucket.objects.has(key)) yield `${key} was deleted and is still in storage`;
  }
}

/** Pitfall C21: of what was purged nothing is left anywhere. */
function* traces(world: World, { id, purged }: Account): Broken {
  if (!purged) return;
  for (const key of world.bucket.objects.keys())
    if (key.includes(`/${id}/`)) yield `${key} outlived the purge`;
  if (world.index.row(id)) yield "the index's row outlived the purge";
  for (const table of ["record", "events", "effects", "operations", "checkpoints", "exports", "settings"]) {
    if (world.host(id).sql.rows(`SELECT 1 FROM ${table}`).length > 0) yield `${table} outlived the purge`;
  }
}

/** As it comes out of JSON. */
function ordered(record: SandboxRecord): unknown {
  return JSON.parse(JSON.stringify(record));
}
