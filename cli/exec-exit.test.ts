import { expect, test } from "vitest";
import { exitOf } from "./exec-exit.ts";

const end = { exit_code: null, signal: null, timed_out: false, truncated: false };

test.each([
  [{ exit_code: 0 }, 0, 0],
  [{ exit_code: 1 }, 1, 1],
  [{ exit_code: 77 }, 1, 77],
  [{ signal: "SIGKILL" }, 1, 137],
  [{ signal: "SIGTERM", timed_out: true }, 1, 124],
  [{ exit_code: 0, timed_out: true }, 1, 124],
])("%j exits with %i, or as it did with %i", (how, plain, own) => {
  expect(exitOf({ ...end, ...how }, false)).toEqual({ ok: true, value: plain });
  expect(exitOf({ ...end, ...how }, true)).toEqual({ ok: true, value: own });
});

test("C24: an end that nobody knows is no success", () => {
  for (const own of [true, false])
    expect(exitOf(end, own)).toMatchObject({ ok: false, failure: { exit: 2 } });
});
