import fc from "fast-check";
import { expect, test } from "vitest";
import { transition } from "../lifecycle.ts";
import type { SandboxRecord } from "../sandbox.ts";
import type { Command } from "./command.ts";
import type { Effect } from "./effect.ts";
import { ANNA, checkpoint, FACTS, running, teardown } from "./samples.ts";
import { isLegal } from "./table.ts";

const failure = { reason_code: "x", message: "x", retryable: false } as const;

/** What the outside may do next: people's requests, effects that succeed or fail (again, late, twice), losses. */
type Move =
  | { readonly kind: "request"; readonly pick: number }
  | { readonly kind: "effect"; readonly pick: number; readonly succeed: boolean; readonly keep: boolean }
  | { readonly kind: "lost" | "exit" | "lease" };

const moves: fc.Arbitrary<Move> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant("request" as const), pick: fc.nat(9) }) },
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

function request(pick: number, id: string): Command {
  const base = { operation_id: id, actor: ANNA } as const;
  const requests: Command[] = [
    { type: "launch", ...base, facts: FACTS },
    { type: "resume", ...base },
    { type: "save", ...base, checkpoint_id: `cp-${id}` },
    { type: "export", ...base, export_id: id, kind: "archive", source: "live" },
    { type: "export", ...base, export_id: id, kind: "archive", source: "checkpoint" },
    teardown(id),
    teardown(id, { force: true, terminals: 1 }),
    teardown(id, { discard: true }),
    { type: "complete", actor: ANNA, exit_code: 0 },
    { type: "heartbeat", actor: ANNA },
  ];
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
        ? { type: "export_done", operation_id, export: { export_id: effect.export_id } as never }
        : { type: "export_failed", operation_id, refusal: failure };
    }
    case "destroy":
      return { type: "destroy_confirmed", operation_id: effect.operation_id, generation };
    case "cleanup":
      return { type: "cleanup_confirmed", generation };
  }
}

test("whatever happens in whatever order: legal moves, no hole in seq, no work destroyed that was not saved or discarded", () => {
  fc.assert(
    fc.property(fc.boolean(), fc.array(moves, { maxLength: 60 }), (begun, sequence) => {
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
        if (move.kind === "request") command = request(move.pick, `op${index}`);
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
        if (command.type === "saved") saved.add(command.generation);
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
        effects.push(...next);
        record = after;
      }
    }),
    { numRuns: 20_000 },
  );
});
