import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type IPty, spawn } from "@lydell/node-pty";
import { eventually } from "../../product/polling.ts";
import { SANDBAR } from "./sandbar.ts";

/** Somebody at a real terminal who runs `sandbar attach`. */
export class Person implements AsyncDisposable {
  readonly #pty: IPty;
  readonly #folder = mkdtempSync(join(tmpdir(), "sandbar-person-"));
  #shown = "";
  #code: number | undefined;

  /** Around the command line a shell notes the terminal's settings, before and after. */
  constructor(argv: readonly string[], env: Readonly<Record<string, string>>) {
    const script = 'stty -g > "$0/before"; "$@"; code=$?; stty -g > "$0/after"; exit $code';
    this.#pty = spawn("/bin/sh", ["-c", script, this.#folder, process.execPath, SANDBAR, "attach", ...argv], {
      cols: 100,
      rows: 30,
      env: { PATH: process.env.PATH!, TERM: "xterm-256color", ...env },
      encoding: null,
    });
    const decoder = new TextDecoder();
    this.#pty.onData((data) => {
      this.#shown += decoder.decode(Buffer.from(data), { stream: true });
    });
    this.#pty.onExit(({ exitCode }) => {
      this.#code = exitCode;
    });
  }

  /** Everything that the terminal was given. */
  get shown(): string {
    return this.#shown;
  }

  /** Exit code; undefined while it runs. */
  get code(): number | undefined {
    return this.#code;
  }

  type(text: string): void {
    this.#pty.write(text);
  }

  resize(cols: number, rows: number): void {
    this.#pty.resize(cols, rows);
  }

  /** Ends the command line, and not the shell around it. */
  terminate(): void {
    const pid = execFileSync("pgrep", ["-P", String(this.#pty.pid)], { encoding: "utf8" });
    process.kill(Number(pid), "SIGTERM");
  }

  async sees(text: string): Promise<void> {
    await eventually(`"${text}" on the person's terminal`, 60_000, () => this.#shown.includes(text)).catch(
      (error: Error) => {
        throw new Error(`${error.message}, which shows ${JSON.stringify(this.#shown.slice(-2000))}`);
      },
    );
  }

  async ended(): Promise<number> {
    const look = () => this.#code !== undefined && { code: this.#code };
    return (await eventually("the end of attach", 30_000, look)).code;
  }

  /** Whether the terminal's settings are now what they were before. */
  get restored(): boolean {
    const read = (name: string) => readFileSync(join(this.#folder, name), "utf8");
    return read("after") === read("before");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#code === undefined) {
      this.#pty.kill("SIGKILL");
      await this.ended();
    }
    rmSync(this.#folder, { recursive: true });
  }
}
