import { describe, expect, test } from "vitest";
import { type Clock, type SandboxRecord, STATES, type State } from "../sandbox.ts";
import type { Command } from "./command.ts";
import { ANNA, checkpoint, decide, inState, refusalCode, running, save, teardown } from "./samples.ts";

const MINUTE = 60_000;
const keepAlive = (minutes: number, bound_at: number | null = null): Command => ({
  type: "keep_alive",
  actor: ANNA,
  minutes,
  bound_at,
});
const undo: Command = { type: "undo_teardown", actor: ANNA };
const warn: Command = { type: "warn", actor: ANNA, reason: "idle", at: 9000 };

/** What each state answers to a sign of life; `accepted` everywhere it can be asked for things. */
const KEEPABLE: Readonly<Record<State, string>> = {
  new: "illegal_transition",
  provisioning: "illegal_transition",
  running: "accepted",
  saving: "accepted",
  completed: "accepted",
  tearing_down: "sandbox_expired",
  destroyed: "sandbox_expired",
  error: "illegal_transition",
};

describe("every state", () => {
  for (const state of STATES) {
    test(`C18: ${state}: heartbeat and keep-alive are ${KEEPABLE[state]}, and change no state`, () => {
      const record = inState(state);
      for (const command of [{ type: "heartbeat", actor: ANNA } as const, keepAlive(60), keepAlive(0)]) {
        expect(refusalCode(record, command)).toBe(KEEPABLE[state]);
        if (KEEPABLE[state] === "accepted") expect(decide(record, command).record.state).toBe(state);
      }
    });

    test(`${state}: a warning and another idle timeout are only written down`, () => {
      const commands: Command[] = [warn, { type: "change_idle_timeout", actor: ANNA, minutes: 5 }];
      for (const command of commands) {
        const decision = decide(inState(state), command);
        expect(decision).toMatchObject({ record: { state }, effects: [], started: null, ended: null });
        expect(decision.events).toHaveLength(1);
      }
    });

    test(`${state}: nothing to undo without a teardown`, () => {
      const code = state === "tearing_down" ? "too_late_to_undo" : "nothing_to_undo";
      expect(refusalCode(inState(state), undo)).toBe(code);
    });
  }
});

describe("keep-alive", () => {
  test("counts from now, within the lifetime, and makes an earlier warning void", () => {
    const warned = decide(running(), warn).record;
    const { record, events } = decide(warned, keepAlive(60), 5000);
    expect(record).toMatchObject({ keep_until: 5000 + 60 * MINUTE, notice: null });
    expect(events).toMatchObject([{ type: "kept_alive", data: { minutes: 60 } }]);
    expect(decide(running(), keepAlive(60, 7000), 5000).record.keep_until).toBe(7000);
  });

  test("a shorter one later counts: the last word of people is what holds", () => {
    const long = decide(running(), keepAlive(600)).record;
    expect(decide(long, keepAlive(5), 2000).record.keep_until).toBe(2000 + 5 * MINUTE);
  });

  test("0 takes it back", () => {
    const kept = decide(running(), keepAlive(60)).record;
    const { record, events } = decide(kept, keepAlive(0));
    expect(record.keep_until).toBeNull();
    expect(events).toMatchObject([{ type: "keep_alive_ended" }]);
  });

  test("is refused where the lifetime is over, a millisecond later and at its end, but not one before", () => {
    expect(refusalCode(running(), keepAlive(5, 999))).toBe("lifetime_reached");
    expect(refusalCode(running(), keepAlive(5, 1000))).toBe("lifetime_reached");
    expect(refusalCode(running(), keepAlive(5, 1001))).toBe("accepted");
  });

  test("ends with the run: the next one starts without it", () => {
    const kept = decide(running(), keepAlive(600)).record;
    const saving = decide(kept, teardown("op2")).record;
    const saved = { type: "saved", operation_id: "op2", generation: 1 } as const;
    const tearing = decide(saving, { ...saved, checkpoint: checkpoint("cp-op2") }).record;
    const gone = decide(tearing, { type: "destroy_confirmed", operation_id: "op2", generation: 1 }, 7000);
    expect(gone.record).toMatchObject({ keep_until: null, notice: null, destroyed_at: 7000 });
    const resumed = decide(gone.record, { type: "resume", operation_id: "op3", actor: ANNA }).record;
    expect(resumed).toMatchObject({ keep_until: null, notice: null, destroyed_at: null });
  });
});

describe("warnings", () => {
  test("one and the same is written down once", () => {
    const { record, events } = decide(running(), warn, 5000);
    expect(record.notice).toEqual({ reason: "idle", at: 9000, warned_at: 5000 });
    expect(events).toMatchObject([{ type: "warned", data: { reason: "idle" } }]);
    expect(refusalCode(record, warn)).toBe("dropped");
  });

  test.each([
    ["the clock ends at another time", { at: 9001 }],
    ["another clock ends", { reason: "completed" as const }],
  ])("another one is given when %s", (_, change) => {
    const warned = decide(running(), warn).record;
    expect(refusalCode(warned, { ...warn, ...change } as Command)).toBe("accepted");
  });
});

describe("undo of a teardown", () => {
  const undone = (record: SandboxRecord) => decide(decide(record, teardown("op2")).record, undo, 5000);

  test("while it saves, everything goes on as before, and the save's result no longer counts", () => {
    const { record, ended, voided_operation_id, effects } = undone(running());
    expect(record).toMatchObject({ state: "running", operation: null, plan: null, container: "present" });
    expect(ended).toMatchObject({ status: "failed", error: { reason_code: "teardown_undone" } });
    expect(voided_operation_id).toBe("op2");
    expect(effects).toMatchObject([
      { type: "delete_objects", keys: ["checkpoints/s1/cp-op2.tar.gz", "checkpoints/s1/cp-op2.json"] },
    ]);
    const late = { type: "saved", operation_id: "op2", generation: 1 } as const;
    expect(refusalCode(record, { ...late, checkpoint: checkpoint("cp-op2") })).toBe("dropped");
  });

  test("gives a quarter of an hour, and never less than somebody asked for", () => {
    expect(undone(running()).record.keep_until).toBe(5000 + 15 * MINUTE);
    const kept = decide(running(), keepAlive(600)).record;
    expect(undone(kept).record.keep_until).toBe(kept.keep_until);
  });

  test("a completed one is completed again, also when it completed during the save", () => {
    expect(undone(inState("completed")).record.state).toBe("completed");
    const saving = decide(running(), teardown("op2")).record;
    const ended = decide(saving, { type: "task_exited", generation: 1, exit_code: 0 }).record;
    expect(decide(ended, undo).record.state).toBe("completed");
  });

  test("comes too late once something may have been destroyed", () => {
    const saving = decide(running(), teardown("op2")).record;
    const saved = { type: "saved", operation_id: "op2", generation: 1 } as const;
    const tearing = decide(saving, { ...saved, checkpoint: checkpoint("cp-op2") }).record;
    expect(refusalCode(tearing, undo)).toBe("too_late_to_undo");
  });

  test("does not prolong the lifetime once its end has passed; any other teardown can be taken back", () => {
    const told = (reason: Clock, at: number) => decide(running(), { ...warn, reason, at } as Command).record;
    const asked = (record: SandboxRecord) => refusalCode(decide(record, teardown("op2")).record, undo);
    expect(asked(told("max_lifetime", 1000))).toBe("lifetime_reached");
    expect(asked(told("max_lifetime", 1001))).toBe("accepted");
    expect(asked(told("idle", 1000))).toBe("accepted");
  });

  test("stops no save that somebody asked for", () => {
    expect(refusalCode(decide(running(), save("op2")).record, undo)).toBe("nothing_to_undo");
  });
});

test("another idle timeout says what it was before; null is the team's again", () => {
  const change = (minutes: number | null) => ({ type: "change_idle_timeout", actor: ANNA, minutes }) as const;
  const five = decide(running(), change(5));
  expect(five.record.idle_timeout_minutes).toBe(5);
  expect(five.events).toMatchObject([{ type: "idle_timeout_changed", data: { from: null, to: 5 } }]);
  expect(decide(five.record, change(null)).record.idle_timeout_minutes).toBeNull();
});
