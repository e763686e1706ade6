import { useNow } from "./clock.ts";
import { exactTime, shortDuration } from "./durations.ts";

/** "in 12 min": when something will be; "now" once that has passed. */
export function When({ at }: { at: string }) {
  const left = Date.parse(at) - useNow();
  return (
    <time dateTime={at} title={exactTime(at)}>
      {left <= 0 ? "now" : `in ${shortDuration(left)}`}
    </time>
  );
}
