import clsx from "clsx";
import type { PresentViewer } from "../../../workers/domain/sharing/presence.ts";
import { peopleHere, personWords } from "./people-here.ts";

/** Initials shown; the others are a number. */
const SHOWN = 5;

interface PresenceBarProps {
  label: string;
  viewers: readonly PresentViewer[];
  /** All of them: not everybody is named where there are many. */
  count: number;
  /** The reader's own seat, where it is known. */
  you?: number;
  /** Seat of whoever drives, where that means something. */
  driver?: number | null;
}

/** Who else is here. Nothing while the reader is alone. */
export function PresenceBar({ label, viewers, count, you, driver }: PresenceBarProps) {
  if (count < 2) return null;
  const people = peopleHere(viewers, { you, driver });
  const shown = people.slice(0, SHOWN);
  const others = people.length - shown.length + Math.max(0, count - viewers.length);
  return (
    <ul aria-label={label} className="flex shrink-0 items-center gap-1">
      {shown.map((person) => (
        <li key={person.key} title={personWords(person)} className="flex items-center">
          <span
            style={{ background: `var(--color-person-${person.colour})` }}
            className={clsx(
              "grid size-5 place-items-center rounded-full font-semibold text-[0.625rem] text-on-person leading-none",
              person.drives && "ring-2 ring-accent ring-offset-1 ring-offset-surface",
            )}
          >
            <span aria-hidden>{person.initials}</span>
            <span className="sr-only">{personWords(person)}</span>
          </span>
          {person.guest ? (
            <span aria-hidden className="ml-1 rounded border border-line px-1 text-2xs text-muted">
              guest
            </span>
          ) : null}
        </li>
      ))}
      {others > 0 ? (
        <li className="text-muted text-xs" title={`${others} more`}>
          <span aria-hidden>+{others}</span>
          <span className="sr-only">{others} more</span>
        </li>
      ) : null}
    </ul>
  );
}
