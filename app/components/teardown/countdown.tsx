import { Minus, Plus, Timer } from "lucide-react";
import type { RecordBody } from "../../../workers/domain/sandbox/bodies.ts";
import { useNow } from "../controls/clock.ts";
import { shortDuration } from "../controls/durations.ts";
import { Menu } from "../controls/menu.tsx";
import { KeepAlive } from "./keep-alive.tsx";
import { STEP_MINUTES, countdown as untilWords } from "./teardown-words.ts";
import { WhyItEnds } from "./why-it-ends.tsx";

/** Red from here on. */
const SOON_MS = 10 * 60_000;

const PART = "h-6 rounded-full hover:bg-hover focus-visible:-outline-offset-2 aria-disabled:opacity-55";

/** When the policy acts and what moves it; why, and by which setting, behind a click. */
export function Countdown({ record, mayChange }: { record: RecordBody; mayChange: boolean }) {
  const now = useNow();
  const { auto, at, warned_at, blockers } = record.teardown;
  const ends = record.state === "destroyed" ? record.archive_expires_at : auto ? at : null;
  if (ends === null || record.operation?.type === "teardown") return null;
  const archived = record.state === "destroyed";
  const left = Date.parse(ends) - now;
  const soon = !archived && (left < SOON_MS || warned_at !== null);
  const held = left <= 0 && blockers.length > 0;
  const words = archived
    ? `deleted in ${shortDuration(left)}`
    : held
      ? "held back"
      : left <= 0
        ? "archives now"
        : `archives in ${soon ? untilWords(left) : shortDuration(left)}`;
  return (
    <span
      className={`inline-flex h-6 items-center rounded-full text-xs whitespace-nowrap tinted ${soon ? "text-bad" : "text-muted"}`}
    >
      {archived ? null : (
        <KeepAlive record={record} mayChange={mayChange} step={-STEP_MINUTES} className={`${PART} px-1.5`}>
          <Minus className="size-3.5" aria-hidden />
        </KeepAlive>
      )}
      <Menu
        label={`${words}: why, and what can be done`}
        width="w-72"
        className={`flex items-center gap-1.5 ${PART} ${archived ? "px-2" : "px-1"}`}
        button={
          <>
            <Timer className="size-3.5" aria-hidden />
            <span>{words}</span>
          </>
        }
      >
        <WhyItEnds record={record} mayChange={mayChange} />
      </Menu>
      {archived ? null : (
        <KeepAlive record={record} mayChange={mayChange} step={STEP_MINUTES} className={`${PART} px-1.5`}>
          <Plus className="size-3.5" aria-hidden />
        </KeepAlive>
      )}
    </span>
  );
}
