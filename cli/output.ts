import { once } from "node:events";
import { styleText } from "node:util";
import { visibleText } from "../app/live/terminal/visible-text.ts";
import type { Failure } from "./failure.ts";

type Colour = "red" | "green" | "yellow" | "dim" | "bold";
type Stream = NodeJS.WritableStream & { readonly isTTY?: boolean };

export interface Streams {
  readonly stdout: Stream;
  readonly stderr: Stream;
}

/**
 * What a command says. With `json`, stdout carries the API's body and nothing else, and stderr only a refusal's. Without it,
 * stdout carries what was asked for, stderr progress (on a terminal) and notes.
 */
export class Output {
  readonly json: boolean;
  readonly #streams: Streams;
  /** A line of progress stands on the terminal, to be overwritten. */
  #progress = false;

  constructor(json: boolean, streams: Streams) {
    this.json = json;
    this.#streams = streams;
  }

  /** One JSON document; people get nothing. */
  body(value: unknown): void {
    if (this.json) this.#streams.stdout.write(`${JSON.stringify(value)}\n`);
  }

  /** For people, on stdout. */
  say(text: string): void {
    if (this.json) return;
    this.#clear();
    this.#streams.stdout.write(`${text}\n`);
  }

  /** For people, on stderr: what is not the answer itself. */
  note(text: string): void {
    if (this.json) return;
    this.#clear();
    this.#streams.stderr.write(`${text}\n`);
  }

  /** Replaces the last progress; said on a terminal only. */
  progress(text: string): void {
    if (this.json || !this.#streams.stderr.isTTY) return;
    this.#streams.stderr.write(`\r${text}\x1b[K`);
    this.#progress = true;
  }

  /** Bytes as they are; resolves when there is room for more. */
  async pour(to: "stdout" | "stderr", data: string | Uint8Array): Promise<void> {
    this.#clear();
    const stream = this.#streams[to];
    if (!stream.write(data)) await once(stream, "drain");
  }

  /** Colour on terminals, without NO_COLOR. */
  paint(colour: Colour, text: string): string {
    const stream = this.#streams.stdout as NodeJS.WriteStream;
    return stream.isTTY ? styleText(colour, text, { stream }) : text;
  }

  fail({ body }: Failure): void {
    this.#clear();
    const { error, next_step, reason_code } = body;
    const sentences = [error, ...(next_step ? [next_step] : []), `(${reason_code})`];
    const text = this.json ? JSON.stringify(body) : visibleText(sentences.join(" "));
    this.#streams.stderr.write(`${text}\n`);
  }

  /** Takes a line of progress away. */
  #clear(): void {
    if (this.#progress) this.#streams.stderr.write("\r\x1b[K");
    this.#progress = false;
  }
}
