import { describe, expect, test } from "vitest";
import { STATES } from "../sandbox.ts";
import type { Recording } from "../terminal/recording.ts";
import { recordingRule } from "../terminal/recording.ts";
import type { Command } from "./command.ts";
import { ANNA, decide, inState, refusalCode, running } from "./samples.ts";

const change = (on: boolean, demanded = false): Command => ({
  type: "change_recording",
  actor: ANNA,
  on,
  demanded,
});

const RECORDING = { recording_id: "rec_1", status: "ended", title: "bash" } as Recording;
const remove = (recording: Recording): Command => ({ type: "delete_recording", actor: ANNA, recording });

describe("a person's wish", () => {
  test.each(STATES)("%s: is taken, and taken back, with who and when", (state) => {
    const on = decide(inState(state), change(true), 5000);
    expect(on.record.recording).toEqual({ at: 5000, actor: ANNA });
    expect(on.events).toMatchObject([{ type: "recording_started", actor: ANNA }]);
    const off = decide(on.record, change(false), 6000);
    expect(off.record.recording).toBeNull();
    expect(off.events).toMatchObject([{ type: "recording_stopped", actor: ANNA }]);
  });

  test("asked for again, it is who asked first, and no event", () => {
    const on = decide(running(), change(true), 5000).record;
    const again = decide(on, change(true), 9000);
    expect(again.record.recording).toEqual({ at: 5000, actor: ANNA });
    expect(again.events).toEqual([]);
  });

  test("can't be taken back where the policy demands it, but can be made", () => {
    const on = decide(running(), change(true, true)).record;
    expect(refusalCode(on, change(false, true))).toBe("recording_required");
    expect(refusalCode(running(), change(false, true))).toBe("recording_required");
  });
});

test("the policy's word comes before a person's", () => {
  const wish = { at: 5000, actor: ANNA };
  expect(recordingRule(null, false)).toEqual({ on: false, by: null, since: null });
  expect(recordingRule(wish, false)).toEqual({ on: true, by: "person", since: 5000 });
  expect(recordingRule(wish, true)).toEqual({ on: true, by: "policy", since: null });
  expect(recordingRule(null, true)).toMatchObject({ on: true, by: "policy" });
});

describe("a recording that is deleted", () => {
  test.each(STATES)("%s: goes with everything below its folder", (state) => {
    const { effects, events, record } = decide(inState(state), remove(RECORDING));
    expect(effects).toMatchObject([{ type: "delete_objects", keys: ["recordings/s1/rec_1/"] }]);
    expect(events).toMatchObject([{ type: "recording_deleted", data: { recording_id: "rec_1" } }]);
    expect(record.state).toBe(state);
  });

  test("is none that is being made", () => {
    expect(refusalCode(running(), remove({ ...RECORDING, status: "recording" }))).toBe("recording_running");
  });
});
