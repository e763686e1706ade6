import type { PresentViewer } from "../../../workers/domain/sharing/presence.ts";
import type { ShareGuestBody } from "../../../workers/domain/sharing/share.ts";
import { exactTime } from "../controls/durations.ts";
import { peopleHere } from "../sandbox/people-here.ts";

interface SharePeopleProps {
  /** Everybody who ever came in by the link. */
  guests: readonly ShareGuestBody[];
  /** Those of them who are in now. */
  here: readonly PresentViewer[];
}

/** Who is in through the link now, in their colours, and who was. */
export function SharePeople({ guests, here }: SharePeopleProps) {
  const people = peopleHere(here);
  const names = new Set(people.map(({ name }) => name));
  const before = guests.filter(({ name }) => !names.has(name));
  if (people.length === 0 && before.length === 0) return null;
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-1 text-xs">
      {people.length > 0 ? (
        <ul aria-label="In now" className="flex min-w-0 flex-wrap gap-1.5">
          {people.map(({ key, name, colour, role, windows }) => (
            <li
              key={key}
              className="inline-flex min-w-0 max-w-full items-center gap-1.5 rounded-full border border-line px-2 py-0.5"
            >
              <span
                aria-hidden
                className="size-2 shrink-0 rounded-full"
                style={{ background: `var(--color-person-${colour})` }}
              />
              <span className="truncate font-medium">{name}</span>
              <span className="whitespace-nowrap text-muted">
                {role === "interact" ? "in now, may type" : "in now, watching"}
                {windows > 1 ? `, ${windows} windows` : ""}
              </span>
            </li>
          ))}
        </ul>
      ) : null}
      {before.length > 0 ? (
        <p className="text-muted">
          Was in:{" "}
          {before.map(({ guest_id, name, joined_at, last_seen_at }, index) => (
            <span key={guest_id} title={`came ${exactTime(joined_at)}, last seen ${exactTime(last_seen_at)}`}>
              {index > 0 ? ", " : ""}
              {name}
            </span>
          ))}
        </p>
      ) : null}
    </div>
  );
}
