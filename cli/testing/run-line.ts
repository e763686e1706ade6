import { Writable } from "node:stream";
import { run } from "../run.ts";

export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** One command line in this process, without a terminal. */
export async function runLine(argv: readonly string[], env: Readonly<Record<string, string>>): Promise<Ran> {
  const [stdout, stderr] = [new Kept(), new Kept()];
  const around = { env, stdin: process.stdin, stdout: stdout as never, stderr: stderr as never };
  const code = await run(argv, around, "0.0.0");
  return { code, stdout: stdout.text, stderr: stderr.text };
}

class Kept extends Writable {
  readonly #pieces: Buffer[] = [];

  get text(): string {
    return Buffer.concat(this.#pieces).toString();
  }

  override _write(piece: Buffer, _encoding: string, done: () => void): void {
    this.#pieces.push(piece);
    done();
  }
}
