import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checkpoint, exported } from "../lifecycle/samples.ts";
import { outlivedCheckpoints } from "./checkpoint-retention.ts";
import { DEFAULT_POLICY } from "./policy-settings.ts";

const DAY = 24 * 60 * 60_000;
const NOW = 100 * DAY;
/** Newest first, one a day, the newest a day old. */
const daily = (count: number) =>
  Array.from({ length: count }, (_, n) => ({ ...checkpoint(`cp${n}`), created_at: NOW - (n + 1) * DAY }));

function outlived(kept: number, checkpoints = daily(6), exports = [exported("e1")], current = "cp0") {
  const policy = { ...DEFAULT_POLICY, checkpoints_kept: kept };
  return outlivedCheckpoints(policy, { checkpoint: checkpoint(current) }, checkpoints, exports, NOW).map(
    ({ checkpoint_id }) => checkpoint_id,
  );
}

describe("outlivedCheckpoints", () => {
  it("are those after the newest that are kept", () => {
    expect(outlived(3)).toEqual(["cp3", "cp4", "cp5"]);
    expect(outlived(6)).toEqual([]);
    expect(outlived(1, [])).toEqual([]);
  });

  it("are a day old: at a day it goes, a second earlier it stays", () => {
    const aged = (age: number) => [checkpoint("new"), { ...checkpoint("old"), created_at: NOW - age }];
    expect(outlived(1, aged(DAY - 1000), [], "new")).toEqual([]);
    expect(outlived(1, aged(DAY), [], "new")).toEqual(["old"]);
  });

  it("are never the one that a resume restores, however old", () => {
    expect(outlived(1, daily(4), [], "cp3")).toEqual(["cp1", "cp2"]);
  });

  it("are never what an export hands out", () => {
    const handedOut = exported("e1", { object_key: "checkpoints/s1/cp4.tar.gz" });
    expect(outlived(3, daily(6), [handedOut])).toEqual(["cp3", "cp5"]);
  });

  it("C22: asking changes nothing: what stays is not outlived by asking again", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 20 }), fc.nat(40), (kept, count) => {
        const checkpoints = daily(count);
        const gone = new Set(outlived(kept, checkpoints));
        const left = checkpoints.filter(({ checkpoint_id }) => !gone.has(checkpoint_id));
        expect(outlived(kept, left)).toEqual([]);
        expect(left.length).toBeGreaterThanOrEqual(Math.min(kept, count));
      }),
    );
  });
});
