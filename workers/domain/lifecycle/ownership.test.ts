import { describe, expect, test } from "vitest";
import { newRecord, storedRecord } from "../sandbox/new-record.ts";
import { type SandboxRecord, STATES } from "../sandbox.ts";
import type { Command } from "./command.ts";
import { ANNA, decide, FACTS, inState, refusalCode, running } from "./samples.ts";

const BEN = { user_id: "u2", name: "Ben" };
const give = (from = "u1", to = BEN): Command => ({ type: "change_owner", actor: ANNA, from, to });
const show = (visibility: "team" | "private"): Command => ({
  type: "change_visibility",
  actor: ANNA,
  visibility,
});

describe.each(STATES)("%s", (state) => {
  test("changes hands, and nothing else of it changes", () => {
    const before = inState(state);
    const { record, events, effects } = decide(before, give());
    const { version, seq } = record;
    expect(record).toEqual({ ...before, owner: BEN, version, seq });
    expect(events).toMatchObject([
      { type: "owner_changed", actor: ANNA, data: { from: { user_id: "u1", name: "Anna" }, to: BEN } },
    ]);
    expect(effects).toEqual([]);
  });

  test("becomes private, and the team's again", () => {
    const hidden = decide(inState(state), show("private"));
    expect(hidden.record.visibility).toBe("private");
    expect(hidden.events).toMatchObject([
      { type: "visibility_changed", data: { from: "team", to: "private" } },
    ]);
    expect(decide(hidden.record, show("team")).record.visibility).toBe("team");
  });
});

test("said twice, neither is a second event", () => {
  const given = decide(running(), give()).record;
  expect(decide(given, give()).events).toEqual([]);
  const hidden = decide(running(), show("private")).record;
  expect(decide(hidden, show("private")).events).toEqual([]);
});

test("who gave it away too late does not take it from whoever has it now", () => {
  const given = decide(running(), give()).record;
  expect(refusalCode(given, give("u1", { user_id: "u3", name: "Cleo" }))).toBe("owner_changed");
});

test("a launch says who sees it; records of before that are the team's", () => {
  expect(newRecord({ ...FACTS, visibility: "private" }).visibility).toBe("private");
  expect(newRecord(FACTS).visibility).toBe("team");
  const { visibility: _, ...earlier } = newRecord(FACTS);
  expect(storedRecord(earlier as SandboxRecord).visibility).toBe("team");
});
