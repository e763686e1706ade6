/** Lines of an asciicast v2 file: a header, then one event each. https://docs.asciinema.org/manual/asciicast/v2/ */

export interface CastHeader {
  readonly cols: number;
  readonly rows: number;
  /** When it began, epoch seconds. */
  readonly timestamp: number | null;
  readonly title: string | null;
}

export type CastEvent =
  /** What the program wrote. */
  | { readonly kind: "output"; readonly time: number; readonly text: string }
  | { readonly kind: "resize"; readonly time: number; readonly cols: number; readonly rows: number }
  | { readonly kind: "marker"; readonly time: number; readonly label: string }
  /** Of a kind that is not played: what was typed, and what later versions may add. */
  | { readonly kind: "other"; readonly time: number };

export type Parsed<T> =
  | { readonly ok: true; readonly value: T }
  /** `problem` is a sentence without its line's number. */
  | { readonly ok: false; readonly problem: string };

/** Past this a screen costs more memory than a page may take. */
const MOST_CELLS = 1_000_000;
const LONGEST_SIDE = 4096;

export function parseHeader(line: string): Parsed<CastHeader> {
  const read = parseJson(line);
  if (read === undefined || typeof read !== "object" || read === null || Array.isArray(read)) {
    return problem("This is no asciicast file: its first line is no header.");
  }
  const { version, width, height, timestamp, title } = read as Record<string, unknown>;
  if (version !== 2) return problem(`This is asciicast version ${shown(version)}, and version 2 is played.`);
  const wrong = sizeProblem(width, height);
  if (wrong) return problem(wrong);
  return {
    ok: true,
    value: {
      cols: width as number,
      rows: height as number,
      timestamp: typeof timestamp === "number" && Number.isFinite(timestamp) ? timestamp : null,
      title: typeof title === "string" && title.trim() !== "" ? title : null,
    },
  };
}

/** One line after the header; `time` in seconds since the beginning. */
export function parseEvent(line: string): Parsed<CastEvent> {
  const read = parseJson(line);
  if (!Array.isArray(read)) return problem("It is no event.");
  const [time, code, data] = read as unknown[];
  if (typeof time !== "number" || !Number.isFinite(time) || time < 0)
    return problem("Its time is no number.");
  if (typeof code !== "string") return problem("It does not say what it is.");
  switch (code) {
    case "o":
      if (typeof data !== "string") return problem("Its output is no text.");
      return { ok: true, value: { kind: "output", time, text: data } };
    case "m":
      return { ok: true, value: { kind: "marker", time, label: typeof data === "string" ? data : "" } };
    case "r":
      return parseResize(time, data);
    default:
      return { ok: true, value: { kind: "other", time } };
  }
}

function parseResize(time: number, data: unknown): Parsed<CastEvent> {
  const found = typeof data === "string" ? /^(\d{1,5})x(\d{1,5})$/.exec(data) : null;
  const cols = Number(found?.[1]);
  const rows = Number(found?.[2]);
  const wrong = sizeProblem(cols, rows);
  return wrong ? problem(wrong) : { ok: true, value: { kind: "resize", time, cols, rows } };
}

function sizeProblem(cols: unknown, rows: unknown): string | null {
  if (!isSide(cols) || !isSide(rows)) return "Its size is none that a terminal has.";
  return cols * rows > MOST_CELLS ? `A terminal of ${cols} × ${rows} is larger than can be played.` : null;
}

function isSide(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) >= 1 && (value as number) <= LONGEST_SIDE;
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined; // told by the caller, who knows what was expected
  }
}

function shown(value: unknown): string {
  return typeof value === "number" ? String(value) : "unknown";
}

function problem(words: string): { readonly ok: false; readonly problem: string } {
  return { ok: false, problem: words };
}
