/** asciicast v2 files, read back as a player does. */
export type CastEvent = readonly [seconds: number, code: "o" | "r" | "m", data: string];

export interface CastFile {
  readonly header: Readonly<Record<string, unknown>>;
  readonly events: readonly CastEvent[];
}

/** Throws unless it is a whole file: a header of version 2, then events whose times never go back. */
export function parseCast(text: string): CastFile {
  if (!text.endsWith("\n")) throw new Error("the last line is not whole");
  const [header, ...events] = text
    .slice(0, -1)
    .split("\n")
    .map((line) => JSON.parse(line) as unknown);
  const { version, width, height } = header as Record<string, unknown>;
  if (version !== 2 || !isSide(width) || !isSide(height)) throw new Error(`header ${JSON.stringify(header)}`);
  let last = 0;
  for (const event of events) {
    if (!isEvent(event) || event[0] < last) throw new Error(`event ${JSON.stringify(event)}`);
    last = event[0];
  }
  return { header: header as CastFile["header"], events: events as CastEvent[] };
}

/** Everything that it shows, as one text. */
export function shownBy({ events }: CastFile): string {
  return events.flatMap(([, code, data]) => (code === "o" ? [data] : [])).join("");
}

export function marksOf({ events }: CastFile): string[] {
  return events.flatMap(([, code, data]) => (code === "m" ? [data] : []));
}

function isSide(value: unknown): boolean {
  return Number.isInteger(value) && Number(value) > 0;
}

function isEvent(value: unknown): value is CastEvent {
  if (!Array.isArray(value) || value.length !== 3) return false;
  const [seconds, code, data] = value as unknown[];
  const known = code === "o" || code === "m" || (code === "r" && /^\d+x\d+$/.test(String(data)));
  return typeof seconds === "number" && seconds >= 0 && known && typeof data === "string";
}
