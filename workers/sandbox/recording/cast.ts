import type { ScreenFrame } from "../../domain/protocol.ts";
import { WholeCharacters } from "../../domain/terminal/whole-characters.ts";

/** Output that follows within this is one event, ms. */
const TOGETHER_MS = 30;
/** An event holds at most about so many characters: a player shows one at a time. */
const EVENT_CHARACTERS = 64 * 1024;
/** Full reset: what a screen is written after (docs/protocol.md). */
const RESET = "\x1bc";

/** How far a film is: everything up to `offset` of the terminal's output is in it. */
export interface CastPosition {
  readonly offset: number;
  readonly cols: number;
  readonly rows: number;
  /** Time of its last event, ms from its start. */
  readonly time_ms: number;
}

/** Lines that were made of the stream, and how far it is with them. */
export interface CastPart {
  readonly bytes: Uint8Array;
  readonly upto: CastPosition;
}

// A byte order mark is output like any other.
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
const encoder = new TextEncoder();

/**
 * Turns a terminal's stream into the lines of an asciicast v2 file. Each byte counts once, whatever comes twice; a
 * character that is cut in two by the way it arrives stays whole (pitfall C27).
 */
export class Cast {
  readonly #started_at: number;
  #at: CastPosition;
  /** What waits in it is counted in the position. */
  readonly #characters = new WholeCharacters();
  #text = "";
  #text_ms = 0;
  #lines: Uint8Array[] = [];
  #size = 0;

  /** @param started_at epoch ms; @param at where it begins, or goes on after a restart */
  constructor(started_at: number, at: CastPosition) {
    this.#started_at = started_at;
    this.#at = at;
  }

  /** Offset of the next byte that it has not taken. */
  get offset(): number {
    return this.#at.offset;
  }

  /** Bytes of whole lines that `take` would give, and characters of the event that is open. */
  get size(): number {
    return this.#size + this.#text.length;
  }

  /** The file's first line, with the size it begins with. */
  header(title: string): void {
    const { cols: width, rows: height } = this.#at;
    const timestamp = Math.floor(this.#started_at / 1000);
    this.#write({ version: 2, width, height, timestamp, title, env: { TERM: "xterm-256color" } });
  }

  output(offset: number, data: Uint8Array, now: number): void {
    if (offset > this.#at.offset) this.lost(offset, now);
    const fresh = data.subarray(this.#at.offset - offset);
    if (fresh.byteLength === 0) return;
    const time_ms = this.#time(now);
    if (time_ms - this.#text_ms > TOGETHER_MS || this.#text.length >= EVENT_CHARACTERS) this.#close();
    this.#append(decoder.decode(this.#characters.push(fresh)), time_ms);
    this.#at = { ...this.#at, offset: this.#at.offset + fresh.byteLength };
  }

  /** From here in the stream on, the terminal has this size. */
  resize(cols: number, rows: number, now: number): void {
    if (cols === this.#at.cols && rows === this.#at.rows) return;
    this.#close();
    this.#at = { ...this.#at, cols, rows };
    this.#event("r", `${cols}x${rows}`, now);
  }

  /** Output before `to` never came. */
  lost(to: number, now: number): void {
    const bytes = to - this.#at.offset;
    if (bytes <= 0) return;
    this.#cutCharacter(now);
    this.#at = { ...this.#at, offset: to };
    this.mark(`${bytes} bytes of output are missing here`, now);
  }

  /** What the terminal showed at that offset, in place of all that was written before. */
  screen({ offset, cols, rows, data }: Omit<ScreenFrame, "type">, now: number): void {
    this.#cutCharacter(now);
    this.#close();
    this.resize(cols, rows, now);
    this.#event("o", RESET + decoder.decode(data), now);
    this.#at = { ...this.#at, offset };
  }

  mark(label: string, now: number): void {
    this.#close();
    this.#event("m", label, now);
  }

  /** Nothing follows: the half of a character at the end is shown as a terminal shows it. */
  finish(now: number): void {
    this.#cutCharacter(now);
  }

  /** What was made since the last time; null when that is nothing. */
  take(): CastPart | null {
    this.#close();
    if (this.#lines.length === 0) return null;
    const bytes = new Uint8Array(this.#size);
    let end = 0;
    for (const line of this.#lines) {
      bytes.set(line, end);
      end += line.byteLength;
    }
    this.#lines = [];
    this.#size = 0;
    return { bytes, upto: { ...this.#at, offset: this.#at.offset - this.#characters.waiting } };
  }

  #append(text: string, time_ms: number): void {
    if (text === "") return;
    if (this.#text === "") this.#text_ms = time_ms;
    this.#text += text;
  }

  #cutCharacter(now: number): void {
    const begun = this.#characters.reset();
    if (begun.byteLength > 0) this.#append(decoder.decode(begun), this.#time(now));
  }

  #close(): void {
    if (this.#text === "") return;
    const text = this.#text;
    this.#text = "";
    this.#write([seconds(this.#text_ms), "o", text]);
    this.#at = { ...this.#at, time_ms: this.#text_ms };
  }

  #event(code: "o" | "r" | "m", data: string, now: number): void {
    const time_ms = this.#time(now);
    this.#at = { ...this.#at, time_ms };
    this.#write([seconds(time_ms), code, data]);
  }

  /** Never back, whatever the clock does. */
  #time(now: number): number {
    const open = this.#text === "" ? 0 : this.#text_ms;
    return Math.max(this.#at.time_ms, open, now - this.#started_at);
  }

  #write(line: object): void {
    const bytes = encoder.encode(`${JSON.stringify(line)}\n`);
    this.#lines.push(bytes);
    this.#size += bytes.byteLength;
  }
}

function seconds(ms: number): number {
  return ms / 1000;
}
