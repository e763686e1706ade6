import { useNow } from "./clock.ts";
import { exactTime } from "./durations.ts";
import { timeLeft } from "./time-left.ts";

/** "in 12 min": when something will be; "now" once that has passed. */
export function When({ at }: { at: string }) {
  const left = Date.parse(at) - useNow();
  return (
    <time dateTime={at} title={exactTime(at)}>
      {left <= 0 ? "now" : `in ${timeLeft(left)}`}
    </time>
  );
}
