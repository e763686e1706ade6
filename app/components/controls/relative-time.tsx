import { useNow } from "./clock.ts";
import { ago, exactTime, shortDuration } from "./durations.ts";

/** "40 s ago", ticking; the exact time on hover and for machines. */
export function Ago({ at }: { at: string }) {
  const now = useNow();
  return (
    <time dateTime={at} title={exactTime(at)}>
      {ago(now - Date.parse(at))}
    </time>
  );
}

/** "12 min" until a time; "now" once it has passed. */
export function Until({ at }: { at: string }) {
  const left = Date.parse(at) - useNow();
  return (
    <time dateTime={at} title={exactTime(at)}>
      {left <= 0 ? "now" : shortDuration(left)}
    </time>
  );
}

/** "3 h": how old something is, for columns. */
export function Age({ at }: { at: string }) {
  const now = useNow();
  return (
    <time dateTime={at} title={exactTime(at)}>
      {shortDuration(now - Date.parse(at))}
    </time>
  );
}
