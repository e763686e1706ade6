import type { PresentViewer } from "../../../workers/domain/sharing/presence.ts";

/** Somebody present, in one window or several. */
export interface PersonHere {
  readonly key: string;
  readonly name: string;
  readonly initials: string;
  readonly colour: number;
  readonly windows: number;
  readonly role: PresentViewer["role"];
  /** Came by a share link, as far as the reader is told that. */
  readonly guest: boolean;
  readonly you: boolean;
  readonly drives: boolean;
}

/** Seats as people: the reader first, everybody else in the order they came. */
export function peopleHere(
  viewers: readonly PresentViewer[],
  { you, driver }: { you?: number | undefined; driver?: number | null | undefined } = {},
): PersonHere[] {
  const people = new Map<string, PersonHere>();
  for (const { seat, name, role, colour, share_id } of viewers) {
    const key = `${colour} ${role} ${name} ${share_id ?? ""}`;
    const known = people.get(key);
    people.set(key, {
      key,
      name,
      initials: initialsOf(name),
      colour,
      role,
      guest: share_id !== undefined,
      windows: (known?.windows ?? 0) + 1,
      you: known?.you === true || seat === you,
      drives: known?.drives === true || seat === driver,
    });
  }
  return [...people.values()].sort((one, other) => Number(other.you) - Number(one.you));
}

/** "Ada Marsh (you), driving, in 2 windows" */
export function personWords({ name, you, drives, role, guest, windows }: PersonHere): string {
  return [
    you ? `${name} (you)` : name,
    guest ? "guest" : "",
    role === "view" ? "only watching" : drives ? "driving" : "",
    windows > 1 ? `in ${windows} windows` : "",
  ]
    .filter((part) => part !== "")
    .join(", ");
}

/** First letters of the first and the last word. */
function initialsOf(name: string): string {
  const words = name.split(/[\s@._-]+/).filter((word) => word !== "");
  const letters = words.length > 1 ? [words[0], words.at(-1)] : [words[0]];
  return letters.map((word) => [...(word ?? "?")][0]?.toUpperCase()).join("");
}
