import fc from "fast-check";
import { expect, test } from "vitest";
import { inState } from "../lifecycle/samples.ts";
import type { SandboxRecord } from "../sandbox.ts";
import { type Run, runChange } from "./runs.ts";
import { DAY_MS, usageByDay } from "./usage.ts";

const HOUR_MS = 3_600_000;
const FIRST = 20_000;
const START = FIRST * DAY_MS;

/** What a sandbox is from some moment on: who owns it, in which generation, and whether the engine has it. */
interface Moment {
  readonly after_minutes: number;
  readonly owner_id: string;
  readonly generation: number;
  readonly container: SandboxRecord["container"];
}

const lives: fc.Arbitrary<Moment[]> = fc.array(
  fc.record({
    after_minutes: fc.nat(2000),
    owner_id: fc.constantFrom("ann", "ben"),
    generation: fc.integer({ min: 1, max: 3 }),
    container: fc.constantFrom("present" as const, "none" as const, "lost" as const),
  }),
  { maxLength: 12 },
);

function runsOf(life: readonly Moment[]): { runs: Run[]; end: number; up: Map<string, number> } {
  const runs: Run[] = [];
  const up = new Map<string, number>();
  let open: Run | null = null;
  let at = START;
  let before: Moment | null = null;
  for (const one of life) {
    const next = at + one.after_minutes * 60_000;
    if (before?.container === "present") up.set(before.owner_id, (up.get(before.owner_id) ?? 0) + next - at);
    at = next;
    before = one;
    const owner = { user_id: one.owner_id, name: one.owner_id };
    const record = { ...inState("running"), owner, generation: one.generation, container: one.container };
    // Said again, a moment later, it changes nothing.
    for (const now of [at, at + 5]) {
      const { ended, begun }: { ended: Run | null; begun: Run | null } = runChange(open, record, now);
      if (ended) runs.push(ended);
      if (ended || begun) open = begun;
    }
  }
  if (open) runs.push(open);
  return { runs, end: at, up };
}

test("every hour that it was up is somebody's, once: whose it was then", () => {
  fc.assert(
    fc.property(lives, (life) => {
      const { runs, end, up } = runsOf(life);
      const days = usageByDay(runs, FIRST, 20, end);
      for (const owner of ["ann", "ben"]) {
        const hours = days.reduce((sum, day) => sum + (day.hours.get(owner) ?? 0), 0);
        expect(hours).toBeCloseTo((up.get(owner) ?? 0) / HOUR_MS, 6);
      }
      // One sandbox is up at most once at a time, whoever it goes to.
      expect(Math.max(...days.map(({ peak }) => peak))).toBe(
        up.size > 0 && [...up.values()].some((n) => n > 0) ? 1 : 0,
      );
    }),
  );
});

test("the peak of a day is the most that were up at one moment of it", () => {
  const run = fc.record({ from: fc.nat(5 * 24), hours: fc.nat(60) });
  fc.assert(
    fc.property(fc.array(run, { maxLength: 12 }), (drawn) => {
      const runs = drawn.map(({ from, hours }, n) => ({
        owner_id: `u${n % 3}`,
        started_at: START + from * HOUR_MS,
        ended_at: START + (from + hours) * HOUR_MS,
      }));
      const now = START + 4 * DAY_MS;
      const days = usageByDay(runs, FIRST, 4, now);
      for (const [index, { peak }] of days.entries()) {
        const halves = Array.from({ length: 24 }, (_, hour) => START + (index * 24 + hour + 0.5) * HOUR_MS);
        const up = halves.map((at) => runs.filter((one) => one.started_at < at && at < one.ended_at).length);
        expect(peak).toBe(Math.max(...up));
      }
    }),
  );
});
