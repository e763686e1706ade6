/** Runs programs in a jail, and the same ones outside of it. */
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import type { EngineProcess } from "./engine-process.ts";

export interface Outcome {
  readonly code: number | null;
  /** stdout and stderr, trimmed. */
  readonly out: string;
}

export class Inside {
  readonly #engine: EngineProcess;
  readonly #id: string;
  readonly generation: number;

  constructor(engine: EngineProcess, id: string, generation = 1) {
    this.#engine = engine;
    this.#id = id;
    this.generation = generation;
  }

  async run(argv: readonly string[], stdin?: string): Promise<Outcome> {
    const agent = this.#engine.agent(this.#id, this.generation);
    const request = { exec_id: crypto.randomUUID(), argv, timeout_ms: 60_000 };
    const result = await agent.run(request, stdin === undefined ? {} : { stdin });
    const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
    return { code: result.exit_code, out: (text(result.stdout) + text(result.stderr)).trim() };
  }

  sh(script: string, ...args: string[]): Promise<Outcome> {
    return this.run(["sh", "-c", script, "sh", ...args]);
  }

  python(script: string, ...args: string[]): Promise<Outcome> {
    return this.run(["/usr/bin/python3", "-", ...args], script);
  }

  async attempt(name: string): Promise<string> {
    return (await this.python(ATTEMPTS, name)).out;
  }
}

const ATTEMPTS = readFileSync(new URL("attempts.py", import.meta.url), "utf8");

/** Not synchronously: some of the servers that are asked run in this process. */
export function outside(argv: readonly string[], stdin = ""): Promise<Outcome> {
  const [program = "", ...args] = argv;
  return new Promise((resolve) => {
    const child = execFile(program, args, { timeout: 60_000 }, (error, stdout, stderr) => {
      const code = error === null ? 0 : typeof error.code === "number" ? error.code : null;
      resolve({ code, out: (stdout + stderr).trim() });
    });
    child.stdin?.end(stdin);
  });
}

/** In a mount namespace of its own, so that an attempt that succeeds changes nothing. */
export async function attemptOutside(name: string): Promise<string> {
  return (await outside(["unshare", "-m", "/usr/bin/python3", "-", name], ATTEMPTS)).out;
}
