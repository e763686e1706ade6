import { type ReactNode, useId } from "react";
import type { RecordBody } from "../../../workers/domain/sandbox/bodies.ts";
import { useNow } from "../controls/clock.ts";
import { useSandboxCommand } from "../sandbox/use-sandbox-command.ts";
import { keepAliveMinutes } from "./teardown-words.ts";

interface KeepAliveProps {
  record: RecordBody;
  mayChange: boolean;
  /** Minutes to move the end by; "none" takes an extension back. */
  step: number | "none";
  className?: string;
  /** A picture; without it the words are shown. */
  children?: ReactNode;
}

/** Moves the end of an idle or completed sandbox. What can't be moved says why. */
export function KeepAlive({ record, mayChange, step, className, children }: KeepAliveProps) {
  const now = useNow();
  const command = useSandboxCommand(record.name);
  const reasonId = useId();
  const minutes = step === "none" ? 0 : keepAliveMinutes(record, now, step);
  const blocked = blockedBecause(record, mayChange, step, minutes);
  const words = stepWords(step);
  return (
    <command.Form method="post" action={command.action} className="contents">
      <input type="hidden" name="minutes" value={minutes ?? 0} />
      <button
        type="submit"
        name="intent"
        value="keep_alive"
        aria-label={children ? words : undefined}
        title={blocked ?? (children ? words : undefined)}
        aria-disabled={blocked !== null || undefined}
        aria-describedby={blocked ? reasonId : undefined}
        className={`${className} aria-disabled:cursor-not-allowed`}
        onClick={(event) => {
          if (blocked !== null || command.busyWith !== null) event.preventDefault();
        }}
      >
        {children ?? words}
      </button>
      {blocked ? (
        <span id={reasonId} className="sr-only">
          {blocked}
        </span>
      ) : null}
    </command.Form>
  );
}

function stepWords(step: number | "none"): string {
  if (step === "none") return "Take the extension back";
  const size = Math.abs(step);
  const span = size % 60 === 0 ? `${size / 60} h` : `${size} min`;
  return step < 0 ? `Stop ${span} earlier` : `Keep it ${span} longer`;
}

function blockedBecause(
  { state, teardown }: RecordBody,
  mayChange: boolean,
  step: number | "none",
  minutes: number | null,
): string | null {
  if (!mayChange) return "Only its owner or an admin can move this.";
  if (state === "tearing_down" || state === "destroyed") return "It no longer runs.";
  const later = step !== "none" && step > 0;
  if (!later) return teardown.kept_until === null || minutes === null ? "It was not extended." : null;
  const bounded = teardown.lifetime_ends_at !== null && teardown.reason === "max_lifetime";
  return bounded ? "It has reached the longest lifetime that the policy allows." : null;
}
