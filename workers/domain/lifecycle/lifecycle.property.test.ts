import fc from "fast-check";
import { expect, test } from "vitest";
import { transition } from "../lifecycle.ts";
import type { SandboxRecord } from "../sandbox.ts";
import type { Command } from "./command.ts";
import type { Effect } from "./effect.ts";
import { ANNA, checkpoint, exported, FACTS, running, save, teardown } from "./samples.ts";
import { isLegal } from "./table.ts";

const failure = { reason_code: "x", message: "x", retryable: false } as const;

/** How many kinds of request there are: a sequence picks one by its number. */
const REQUESTS = 25;
const FORK = { sandbox_name: "origin", checkpoint: checkpoint("theirs"), base_commit: null };

/** What the outside may do next: people's requests, effects that succeed or fail (again, late, twice), losses. */
type Move =
  | { readonly kind: "request"; readonly pick: number }
  | { readonly kind: "effect"; readonly pick: number; readonly succeed: boolean; readonly keep: boolean }
  | { readonly kind: "lost" | "exit" | "lease" };

const moves: fc.Arbitrary<Move> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant("request" as const), pick: fc.nat(REQUESTS - 1) }) },
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant("effect" as const),
      // Mostly the newest, mostly well and once: else few sequences get anywhere.
      pick: fc.oneof({ weight: 4, arbitrary: fc.constant(-1) }, { weight: 1, arbitrary: fc.nat(20) }),
      succeed: fc.nat(3).map((n) => n > 0),
      keep: fc.nat(3).map((n) => n === 0),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constantFrom("lost" as const, "exit" as const, "lease" as const) }),
  },
);

function request(pick: number, id: string, record: SandboxRecord | null, now: number): Command {
  const base = { operation_id: id, actor: ANNA } as const;
  const current = record?.checkpoint;
  const requests: Command[] = [
    { type: "launch", ...base, facts: FACTS },
    { type: "resume", ...base },
    { type: "save", ...base, checkpoint_id: `cp-${id}`, reason: "manual" },
    { type: "export", ...base, export_id: id, kind: "archive", source: "live" },
    { type: "export", ...base, export_id: id, kind: "archive", source: "checkpoint" },
    teardown(id),
    teardown(id, { force: true, terminals: 1 }),
    teardown(id, { discard: true }),
    { type: "complete", actor: ANNA, exit_code: 0 },
    { type: "heartbeat", actor: ANNA },
    { type: "launch", ...base, facts: FACTS, fork: FORK },
    save(id, "periodic"),
    { type: "keep_alive", actor: ANNA, minutes: 60, bound_at: now + 1000 },
    { type: "keep_alive", actor: ANNA, minutes: 0, bound_at: null },
    { type: "undo_teardown", actor: ANNA },
    { type: "undo_teardown", actor: ANNA },
    { type: "warn", actor: ANNA, reason: "idle", at: now + 5 },
    { type: "change_idle_timeout", actor: ANNA, minutes: 5 },
    { type: "change_visibility", actor: ANNA, visibility: "private" },
    { type: "change_owner", actor: ANNA, from: "u1", to: { user_id: "u2", name: "Ben" } },
    { type: "change_owner", actor: ANNA, from: "u2", to: { user_id: "u1", name: "Anna" } },
    {
      type: "delete_checkpoints",
      actor: ANNA,
      checkpoints: [...(current ? [current] : []), checkpoint("old")],
      because: "asked",
    },
    { type: "delete_checkpoints", actor: ANNA, checkpoints: [checkpoint("old")], because: "retention" },
    { type: "delete_export", actor: ANNA, export: exported(id) },
    { type: "purge", ...base },
  ];
  expect(requests).toHaveLength(REQUESTS);
  return requests[pick]!;
}

function outcome(effect: Effect, succeed: boolean): Command {
  const { generation } = effect;
  switch (effect.type) {
    case "provision": {
      const { operation_id, phase } = effect;
      return succeed
        ? { type: "phase_done", operation_id, generation, phase, kept: effect.keep && phase === "allocating" }
        : { type: "provision_failed", operation_id, generation, refusal: failure };
    }
    case "save": {
      const { operation_id, checkpoint_id } = effect;
      return succeed
        ? { type: "saved", operation_id, generation, checkpoint: checkpoint(checkpoint_id, generation) }
        : { type: "save_failed", operation_id, generation, refusal: failure };
    }
    case "export": {
      const { operation_id } = effect;
      return succeed
        ? {
            type: "export_done",
            operation_id,
            export: { export_id: effect.export_id, exported_at: null } as never,
          }
        : { type: "export_failed", operation_id, refusal: failure };
    }
    case "destroy":
      return { type: "destroy_confirmed", operation_id: effect.operation_id, generation };
    case "cleanup":
      return { type: "cleanup_confirmed", generation };
    case "delete_objects":
      return { type: "objects_deleted", generation };
    case "purge":
      return { type: "purged", operation_id: effect.operation_id, generation };
  }
}

test("whatever happens in whatever order: legal moves, no hole in seq, no work destroyed that was not saved or discarded", () => {
  fc.assert(
    fc.property(fc.boolean(), fc.array(moves, { maxLength: 60, size: "max" }), (begun, sequence) => {
      let record: SandboxRecord | null = begun ? running() : null;
      let now = 0;
      let discarded = false;
      /** Generations that ran, and so hold work; and those of which everything is in a verified checkpoint. */
      const worked = new Set<number>(begun ? [1] : []);
      const saved = new Set<number>();
      const effects: Effect[] = [];
      for (const [index, move] of sequence.entries()) {
        now += 1;
        let command: Command;
        if (move.kind === "request") command = request(move.pick, `op${index}`, record, now);
        else if (move.kind === "effect") {
          if (effects.length === 0) continue;
          const effect: Effect = effects.at(move.pick < 0 ? -1 : move.pick % effects.length)!;
          // Kept ones are reported again later: duplicated, and out of order.
          if (!move.keep) effects.splice(effects.indexOf(effect), 1);
          command = outcome(effect, move.succeed);
        } else if (!record) continue;
        else if (move.kind === "lost")
          command = { type: "agent_lost", generation: record.generation, refusal: failure };
        else if (move.kind === "exit")
          command = { type: "task_exited", generation: record.generation, exit_code: 0 };
        else if (record.operation) command = { type: "lease_expired", operation_id: record.operation.id };
        else continue;

        const result = transition(record, command, now);
        if (!result.ok || result.value === null) continue;
        const before: SandboxRecord | null = record;
        const { record: after, events, effects: next }: NonNullable<typeof result.value> = result.value;
        if (before) expect(isLegal(before.state, after.state) || events.length > 1).toBe(true);
        expect(events.map((event) => event.seq)).toEqual(events.map((_, i) => (before?.seq ?? 0) + i + 1));
        expect(after.seq).toBe((before?.seq ?? 0) + events.length);
        expect(after.version).toBe((before?.version ?? 0) + 1);
        for (const event of events)
          if (event.from && event.to) expect(isLegal(event.from, event.to)).toBe(true);
        expect(after.phase === null).toBe(after.state !== "provisioning");
        const transitional = ["provisioning", "saving", "tearing_down"].includes(after.state);
        if (transitional) expect(after.operation).not.toBeNull();
        if (after.state === "running") worked.add(after.generation);
        // Whoever works on after a save, or takes a teardown back, may have made something new.
        if (command.type === "saved") saved.add(command.generation);
        if (["running", "completed", "error"].includes(after.state)) saved.delete(after.generation);
        if (command.type === "teardown" && command.discard) discarded = true;
        if (before && after.state === "destroyed" && before.state !== "destroyed" && !discarded) {
          for (const generation of worked) {
            // A later generation that kept or restored the workspace carries the earlier one's work.
            if (generation === Math.max(...worked)) expect(saved).toContain(generation);
          }
        }
        for (const effect of next) {
          if (effect.type !== "cleanup") continue;
          expect(worked).not.toContain(effect.generation);
          // What a retry keeps on the engine's disk may exist nowhere else.
          expect(before?.plan).toMatchObject({ kind: "provision", keep: false });
        }
        if (after.checkpoint) expect(after.checkpoint.verified).toBe(true);
        for (const effect of next) {
          if (effect.type === "purge") expect(after.state).toBe("destroyed");
          if (effect.type !== "delete_objects") continue;
          // Nothing that a resume needs is ever deleted, and nothing while an operation may be reading it.
          expect(effect.keys).not.toContain(after.checkpoint?.object_key);
          if (command.type !== "undo_teardown") expect(before?.operation).toBeNull();
        }
        // A run and its destruction are never both under way.
        if (after.operation === null || after.operation.type === "save") {
          const { generation } = after;
          const destroys = next.filter(
            (effect) => effect.type === "destroy" && effect.generation === generation,
          );
          expect(destroys).toEqual([]);
        }
        if (after.operation?.type === "purge") expect(after.state).toBe("destroyed");
        expect(after.destroyed_at === null).toBe(after.state !== "destroyed");
        if (after.state === "destroyed") expect(after.keep_until).toBeNull();
        // Its object has forgotten everything: what comes afterwards finds no record.
        if (command.type === "purged") break;
        effects.push(...next);
        record = after;
      }
    }),
    { numRuns: 2000 },
  );
}, 60_000);
