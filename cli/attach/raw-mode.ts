import { spawnSync } from "node:child_process";

/** A terminal that hands every key on as it is, and shows every byte as it is: Node's own raw mode would turn LF into CR LF. */
export class RawMode {
  readonly #stdin: NodeJS.ReadStream;
  /** What `stty` calls the settings that were there before; null where there is no stty. */
  readonly #before: string | null;

  constructor(stdin: NodeJS.ReadStream) {
    this.#stdin = stdin;
    this.#before = stty("-g");
  }

  begin(): void {
    if (this.#before === null || stty("raw", "-echo") === null) this.#stdin.setRawMode(true);
  }

  end(): void {
    if (this.#before === null || stty(this.#before) === null) this.#stdin.setRawMode(false);
  }
}

/** Of standard input. Null when it could not be done; no variable of ours is passed on. */
function stty(...args: readonly string[]): string | null {
  const { status, stdout } = spawnSync("stty", args, {
    stdio: ["inherit", "pipe", "ignore"],
    encoding: "utf8",
    env: { PATH: process.env.PATH } as NodeJS.ProcessEnv,
  });
  return status === 0 ? stdout.trim() : null;
}
