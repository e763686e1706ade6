/** The command line as a person starts it. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { text } from "node:stream/consumers";

export const SANDBAR = join(import.meta.dirname, "../../../cli/sandbar.mjs");

export interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Around {
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
}

export function start(argv: readonly string[], { env, cwd }: Around) {
  return spawn(process.execPath, [SANDBAR, ...argv], { env: { PATH: process.env.PATH, ...env }, cwd });
}

export async function sandbar(argv: readonly string[], around: Around, stdin = ""): Promise<Ran> {
  const child = start(argv, around);
  const exited = once(child, "close") as Promise<[number | null]>;
  child.stdin.end(stdin);
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  const [code] = await exited;
  return { code, stdout, stderr };
}
