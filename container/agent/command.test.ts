import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { type Command, startCommand } from "./command.ts";
import type { Freezer } from "./freezer.ts";
import { Pipes } from "./pipes.ts";
import { readSettings } from "./settings.ts";

const folder = mkdtempSync(join(tmpdir(), "sandbar-command-"));
mkdirSync(join(folder, "run"));
afterAll(() => rmSync(folder, { recursive: true }));
const environment = { ...process.env, HOME: folder, SANDBAR_GENERATION: "1", SANDBAR_WORKSPACE: folder };
const settings = readSettings(environment);
const pipes = new Pipes(join(folder, "run"));
const thawed = { check: () => undefined } as Freezer;

/** Less than a pipe holds: the command ends before anything of it was read. */
const WRITTEN = 50_000;

describe("C26: a command that has ended while its reader was slow, and left its output in the pipe", () => {
  test.each([
    ["is read to its end when the reader comes just when it is looked at", { look: 3, busy_ms: 0 }],
    ["is read to its end when the machine is busy at once after that", { look: 1, busy_ms: 150 }],
  ])("%s", async (_, { look, busy_ms }) => {
    let looks = 0;
    let read = 0;
    const comes = () => {
      for (const output of command.outputs) output.resume();
      for (const until = performance.now() + busy_ms; performance.now() < until; );
    };
    const command: Command = await startCommand(
      settings,
      pipes,
      { argv: ["sh", "-c", `head -c ${WRITTEN} /dev/zero; sleep 60 &`] },
      {
        group: "test",
        stdin: "none",
        onOutput: (_kind, bytes) => {
          read += bytes.byteLength;
        },
        freezer: thawed,
        // Asked from the command's end on.
        isHeldBack: () => {
          looks++;
          if (looks === look) queueMicrotask(comes);
          return looks < look;
        },
      },
    );
    for (const output of command.outputs) output.pause();
    expect(await command.ended).toMatchObject({ exit_code: 0 });
    process.kill(-command.pid);
    expect(read).toBe(WRITTEN);
  });
});
