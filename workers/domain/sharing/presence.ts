/** Who else is here, as people are shown to each other. */

/** Colours that people can be told apart by; the pages have one for each number below this. */
export const PRESENCE_COLOURS = 8;
/** People named in one message; `count` tells of the rest. */
export const PRESENCE_NAMED = 50;

export interface PresentViewer {
  /** Number within this terminal or page, given on arrival; says nothing about the person. */
  readonly seat: number;
  readonly name: string;
  readonly role: "view" | "interact";
  /** 0 to PRESENCE_COLOURS - 1; the same person has one colour in all their windows. */
  readonly colour: number;
  /** Came in by a share link; absent for members. */
  readonly guest?: true;
  /** The share link that a guest came in by (its id opens nothing); absent for members, and for whoever is a guest themselves. */
  readonly share_id?: string;
}

/** `notice` of a terminal, after each arrival, departure and change of who drives. */
export interface PresenceNotice {
  readonly kind: "presence";
  /** The receiver's own seat. */
  readonly you: number;
  /** Whose window decides the size and answers what programs ask of the terminal; null when nobody here may type. */
  readonly driver: number | null;
  readonly viewers: readonly PresentViewer[];
  /** All of them, named or not. */
  readonly count: number;
}

/** `notice` of a terminal: on arrival when it is on, and whenever it begins or ends. */
export interface RecordingNotice {
  readonly kind: "recording";
  readonly on: boolean;
  /** Who asked for it: the policy, or a person. */
  readonly by: string;
}

/**
 * The colour its person already has in another window; otherwise their own, which is the same at the page and at each
 * terminal, or the next one after it that the fewest have.
 */
export function colourOf(
  actor_id: string,
  present: Iterable<{ readonly actor_id: string; readonly colour: number }>,
): number {
  const colours = new Map<string, number>();
  for (const one of present) colours.set(one.actor_id, one.colour);
  const known = colours.get(actor_id);
  if (known !== undefined) return known;
  const uses = new Array<number>(PRESENCE_COLOURS).fill(0);
  for (const colour of colours.values()) uses[colour] = (uses[colour] ?? 0) + 1;
  const own = ownColour(actor_id);
  const after = uses.map((_, step) => (own + step) % PRESENCE_COLOURS);
  const fewest = Math.min(...uses);
  return after.find((colour) => uses[colour] === fewest) ?? own;
}

function ownColour(actor_id: string): number {
  let sum = 0;
  for (const letter of actor_id) sum = (sum * 31 + (letter.codePointAt(0) ?? 0)) >>> 0;
  return sum % PRESENCE_COLOURS;
}
