import type { RecordBody } from "../../../workers/domain/sandbox/bodies.ts";
import { useNow } from "../controls/clock.ts";
import { exactTime } from "../controls/durations.ts";
import { AlertIcon } from "../controls/icons.tsx";
import { KeepAlive } from "./keep-alive.tsx";
import { becauseWords, countdown } from "./teardown-words.ts";

const BUTTON =
  "h-7 shrink-0 rounded-md border border-edge bg-surface px-2 font-medium text-text text-xs hover:bg-hover aria-disabled:opacity-55";

/** Over every tab, the terminal too, from the moment people are warned. */
export function WarningBanner({ record, mayChange }: { record: RecordBody; mayChange: boolean }) {
  const now = useNow();
  const at = warnedOf(record);
  if (at === null) return null;
  const left = Date.parse(at) - now;
  return (
    <div className="flex flex-wrap items-center gap-x-2.5 gap-y-2 rounded-lg border border-current px-3 py-2 text-bad tinted">
      <AlertIcon className="size-4 shrink-0" />
      <p className="min-w-0 flex-1 basis-56 text-text" aria-hidden>
        <strong className="font-medium">
          Saved and archived {left > 0 ? `in ${countdown(left)}` : "now"}
        </strong>{" "}
        {becauseWords(record)}. You can resume it then.
      </p>
      <KeepAlive record={record} mayChange={mayChange} step={30} className={BUTTON} />
    </div>
  );
}

/** The same, read aloud once: the region is always there, and its words name the time instead of counting. */
export function SpokenWarning({ record }: { record: RecordBody }) {
  const at = warnedOf(record);
  return (
    <p role="status" className="sr-only">
      {at === null ? null : `This sandbox is saved and archived at ${exactTime(at)} ${becauseWords(record)}.`}
    </p>
  );
}

/** When it ends, once people are warned of it and nothing stands in the way. */
function warnedOf({ teardown: { at, warned_at, blockers }, operation }: RecordBody): string | null {
  return warned_at !== null && operation === null && blockers.length === 0 ? at : null;
}
