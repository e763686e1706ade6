import { Buffer } from "node:buffer";
import type { ExecFrame } from "../../engines/agent-frames.ts";

/** How output is written: as UTF-8 text, where bytes that are none become U+FFFD, or as the base64 of its bytes. */
export const EXEC_ENCODINGS = ["text", "base64"] as const;
export type ExecEncoding = (typeof EXEC_ENCODINGS)[number];

/** What a finished command answers. */
export interface ExecResultBody {
  readonly exec_id: string;
  /** Null when a signal ended it or it is unknown: never a success (C24). */
  readonly exit_code: number | null;
  readonly signal: string | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly timed_out: boolean;
  /** Output past EXEC_OUTPUT_LIMIT_BYTES was dropped. */
  readonly truncated: boolean;
}

/** Bytes of stdout and stderr together that a JSON answer holds; a stream has no limit. */
export const EXEC_OUTPUT_LIMIT_BYTES = 8 * 1024 * 1024;

/** Reads a command to its end. Output before a timeout is kept (C12); characters cut between chunks are whole (C27). */
export async function collectExec(
  exec_id: string,
  frames: AsyncGenerator<ExecFrame, void>,
  encoding: ExecEncoding,
): Promise<ExecResultBody> {
  const Kept = encoding === "base64" ? StreamBytes : StreamText;
  const texts = { stdout: new Kept(), stderr: new Kept() };
  for await (const frame of frames) {
    if (frame.type === "stdout" || frame.type === "stderr") texts[frame.type].push(frame.data);
    if (frame.type !== "end") continue;
    const { exit_code, signal, timed_out, truncated } = frame.end;
    const [stdout, stderr] = [texts.stdout.end(), texts.stderr.end()];
    return { exec_id, exit_code, signal, stdout, stderr, timed_out, truncated };
  }
  throw new Error("an exec that ended without its result");
}

/** One decoder per stream. */
class StreamText {
  readonly #decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  #text = "";

  push(data: Uint8Array): void {
    this.#text += this.#decoder.decode(data, { stream: true });
  }

  end(): string {
    return this.#text + this.#decoder.decode();
  }
}

/** The same as base64. */
class StreamBytes {
  readonly #pieces: Uint8Array[] = [];

  push(data: Uint8Array): void {
    this.#pieces.push(data);
  }

  end(): string {
    return Buffer.concat(this.#pieces).toString("base64");
  }
}
