/**
 * `sandbox-complete [code]` inside the sandbox: a command on PATH that reports over a socket which can do only
 * that. It starts this same program again (`--complete`), which connects, says the code, waits for "ok".
 */
import { chmodSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { connect, createServer } from "node:net";
import { join } from "node:path";
import type { Completion } from "../../workers/engines/agent-api.ts";
import type { Settings } from "./settings.ts";

const MAX_REPORT_BYTES = 64;

export class Completions {
  #last: Completion | null = null;
  readonly #onComplete: (completion: Completion) => void;

  constructor(onComplete: (completion: Completion) => void) {
    this.#onComplete = onComplete;
  }

  get last(): Completion | null {
    return this.#last;
  }

  /** Installs the command and listens for it. */
  listen({ runDirectory, binDirectory }: Settings): void {
    const path = join(runDirectory, "complete.sock");
    rmSync(path, { force: true });
    const server = createServer((socket) => {
      let report = "";
      socket.setEncoding("latin1").on("error", () => socket.destroy());
      socket.on("data", (text: string) => {
        report += text;
        if (report.length > MAX_REPORT_BYTES) return socket.destroy();
        if (!report.endsWith("\n")) return undefined;
        const code = exitCode(report.trim());
        if (code === undefined) return socket.end("the exit code must be a whole number from 0 to 255\n");
        this.#last = { exit_code: code, at: new Date().toISOString() };
        this.#onComplete(this.#last);
        return socket.end("ok\n");
      });
    });
    server.on("error", (error) => console.error(`sandbox-complete can't be used: ${error.message}`));
    server.listen(path);
    mkdirSync(binDirectory, { recursive: true });
    const command = join(binDirectory, "sandbox-complete");
    const [node, agent] = [process.execPath, process.argv[1] ?? ""].map(quote);
    writeFileSync(command, `#!/bin/sh\nexec ${node} ${agent} --complete ${quote(path)} "\${1:-0}"\n`);
    chmodSync(command, 0o755);
  }
}

/** The command's side; resolves with its own exit code. */
export async function reportCompletion(path: string, code: string): Promise<number> {
  return await new Promise((resolve) => {
    let answer = "";
    const socket = connect(path, () => socket.write(`${code}\n`));
    socket.setEncoding("latin1").on("data", (text: string) => {
      answer += text;
    });
    socket.on("error", (error) => {
      console.error(`sandbox-complete: the agent can't be reached (${error.message})`);
      resolve(1);
    });
    socket.on("close", () => {
      if (answer !== "ok\n" && answer !== "") console.error(`sandbox-complete: ${answer.trim()}`);
      resolve(answer === "ok\n" ? 0 : 1);
    });
  });
}

function exitCode(text: string): number | undefined {
  const code = /^\d{1,3}$/.test(text) ? Number(text) : Number.NaN;
  return code <= 255 ? code : undefined;
}

/** As one word of a shell script. */
function quote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
