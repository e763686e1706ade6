import type { State } from "../../../domain/sandbox.ts";
import type { Broken, Commit } from "./commit.ts";

/** The table of lifecycle.md, written down a second time: the product's own copy may be wrong. */
const LEGAL: Readonly<Record<State, readonly State[]>> = {
  new: ["provisioning", "tearing_down", "error"],
  provisioning: ["running", "tearing_down", "error"],
  running: ["saving", "completed", "tearing_down", "error"],
  saving: ["running", "completed", "tearing_down", "error"],
  completed: ["running", "saving", "tearing_down", "error"],
  tearing_down: ["destroyed", "error"],
  destroyed: ["provisioning"],
  error: ["provisioning", "saving", "tearing_down"],
};

/** Only legal transitions, each told by an event; numbers without holes. */
export function* history({ before, after, events }: Commit): Broken {
  let seq = before?.seq ?? 0;
  let state: State = before?.state ?? "new";
  for (const event of events) {
    seq++;
    if (event.seq !== seq) yield `event ${event.seq} stands where ${seq} should`;
    if (event.type !== "state_changed") continue;
    const { from, to } = event;
    if (from !== state) yield `an event says it left ${from}, it was ${state}`;
    if (!to || !LEGAL[state].includes(to)) yield `illegal transition from ${state} to ${to}`;
    if (to) state = to;
  }
  if (state !== after.state) yield `${state} became ${after.state} without an event`;
  if (seq !== after.seq) yield `the record's seq is ${after.seq}, its last event ${seq}`;
  const version = (before?.version ?? 0) + 1;
  if (after.version !== version) yield `version ${after.version} follows ${version - 1}`;
  if (before && after.generation < before.generation) yield `generation fell to ${after.generation}`;
}

/** The lock is there before the work, held for as long as any of it waits or runs, and everybody's only one. */
export function* lock({ host, before, after, events }: Commit): Broken {
  const held = after.operation?.id ?? null;
  const busy = ["provisioning", "saving", "tearing_down"].includes(after.state);
  if (busy && held === null) yield `${after.state} without an operation's lock`;
  const effects = host.sql.rows(
    "SELECT DISTINCT operation_id FROM effects WHERE operation_id IS NOT NULL AND operation_id IS NOT ?",
    [held],
  );
  for (const { operation_id } of effects) yield `work of ${operation_id} waits, but the lock is ${held}'s`;
  const others = host.sql.rows(
    "SELECT id FROM operations WHERE body ->> '$.status' = 'running' AND id IS NOT ?",
    [held],
  );
  for (const { id } of others) yield `operation ${id} counts as running without the lock`;
  let open = before?.operation?.id ?? null;
  for (const { type, operation_id } of events) {
    if (type === "operation_started") {
      if (open !== null) yield `${operation_id} began while ${open} held the lock`;
      open = operation_id ?? null;
    } else if (type === "operation_succeeded" || type === "operation_failed") open = null;
  }
  if (open !== held) yield `the lock is ${held}'s, by the events it is ${open}'s`;
}
