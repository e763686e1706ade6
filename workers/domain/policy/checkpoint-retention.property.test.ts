import fc from "fast-check";
import { expect, test } from "vitest";
import { checkpoint, exported } from "../lifecycle/samples.ts";
import type { Checkpoint } from "../sandbox.ts";
import { outlivedCheckpoints } from "./checkpoint-retention.ts";
import { DEFAULT_POLICY } from "./policy-settings.ts";

const DAY = 24 * 60 * 60_000;
const NOW = 1000 * DAY;

/** Newest first, as the journal lists them, of any ages up to 20 days. */
const checkpoints: fc.Arbitrary<Checkpoint[]> = fc
  .array(fc.integer({ min: 0, max: 20 * DAY }), { maxLength: 40 })
  .map((ages) =>
    ages.sort((a, b) => a - b).map((age, index) => ({ ...checkpoint(`cp${index}`), created_at: NOW - age })),
  );

test("never the one that a resume restores, never one younger than a day, never one that an export hands out, and never too many", () => {
  fc.assert(
    fc.property(
      checkpoints,
      fc.integer({ min: 1, max: 20 }),
      fc.nat(60),
      fc.array(fc.nat(60), { maxLength: 5 }),
      (all, kept, pointer, handedOut) => {
        const exports = handedOut.map((index) =>
          exported(`e${index}`, { object_key: `checkpoints/s1/cp${index}.tar.gz` }),
        );
        const current = all[pointer] ?? null;
        const policy = { ...DEFAULT_POLICY, checkpoints_kept: kept };
        const gone = outlivedCheckpoints(policy, { checkpoint: current }, all, exports, NOW);
        const keys = new Set(exports.map(({ object_key }) => object_key));
        for (const one of gone) {
          expect(one).not.toBe(current);
          expect(NOW - one.created_at).toBeGreaterThanOrEqual(DAY);
          expect(keys.has(one.object_key)).toBe(false);
          expect(all.indexOf(one)).toBeGreaterThanOrEqual(kept);
        }
        // And nothing else stays.
        const stays = all.filter((one) => !gone.includes(one));
        const reasons = stays.filter(
          (one) =>
            all.indexOf(one) < kept ||
            NOW - one.created_at < DAY ||
            one === current ||
            keys.has(one.object_key),
        );
        expect(reasons).toEqual(stays);
      },
    ),
  );
});
