/** Keys that touch keyboards lack, or hide. */
export interface BarKey {
  readonly label: string;
  /** Read aloud, where the label is a sign. */
  readonly name?: string;
  /** Sent as it is. */
  readonly sends?: string;
  /** The letter of a cursor key, sent as programs asked for it. */
  readonly cursor?: "A" | "B" | "C" | "D" | "F" | "H";
}

export const FIRST_ROW: readonly BarKey[] = [
  { label: "Esc", sends: "\u001b" },
  { label: "Tab", sends: "\t" },
  { label: "←", name: "Left", cursor: "D" },
  { label: "↑", name: "Up", cursor: "A" },
  { label: "↓", name: "Down", cursor: "B" },
  { label: "→", name: "Right", cursor: "C" },
];

export const SECOND_ROW: readonly BarKey[] = [
  { label: "|", name: "Pipe", sends: "|" },
  { label: "~", name: "Tilde", sends: "~" },
  { label: "/", name: "Slash", sends: "/" },
  { label: "-", name: "Hyphen", sends: "-" },
  { label: "Home", cursor: "H" },
  { label: "End", cursor: "F" },
  { label: "PgUp", name: "Page up", sends: "\u001b[5~" },
  { label: "PgDn", name: "Page down", sends: "\u001b[6~" },
];

/** In the place of the second row while Ctrl is down: the letters that are used with it most. Any other can be typed. */
export const CONTROL_ROW: readonly BarKey[] = [..."cdzlraew"].map((letter) => ({
  label: letter.toUpperCase(),
  name: `Control ${letter.toUpperCase()}`,
  sends: letter,
}));

/** Full-screen programs ask for cursor keys in another form (DECCKM). */
export function keySends({ sends, cursor }: BarKey, applicationCursor: boolean): string {
  return cursor ? `\u001b${applicationCursor ? "O" : "["}${cursor}` : (sends ?? "");
}
