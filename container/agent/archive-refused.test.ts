/** What no restore takes: the workspace is as it was. */
import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type AgentProcess, startAgentProcess } from "./testing/agent-process.ts";
import { factsOf, restoredBy, savedBy } from "./testing/archives.ts";
import { eventually } from "./testing/conditions.ts";

let agent: AgentProcess;
beforeEach(async () => {
  agent = await startAgentProcess();
});
afterEach(() => agent.stop());

const here = (name: string) => join(agent.workspace, name);

const save = () => savedBy(agent.client, "a");
const restore = (bytes: Uint8Array) => restoredBy(agent.client, bytes);
const workspaceFacts = () => factsOf(Buffer.from(agent.workspace));

describe("an archive that is damaged is refused, and the workspace stays as it was:", () => {
  const corrupt: [string, (bytes: Buffer) => Buffer][] = [
    ["cut off", (bytes) => bytes.subarray(0, bytes.byteLength - 20)],
    ["cut off early", (bytes) => bytes.subarray(0, 2000)],
    [
      "a bit flipped",
      (bytes) => {
        const copy = Buffer.from(bytes);
        copy[Math.floor(copy.byteLength / 2)] = (copy[Math.floor(copy.byteLength / 2)] ?? 0) ^ 1;
        return copy;
      },
    ],
    ["empty", () => Buffer.alloc(0)],
    ["not gzip", () => Buffer.from("hello")],
    ["a tar cut off inside whole gzip", (bytes) => gzipSync(gunzipSync(bytes).subarray(0, 5000))],
    ["a tar without its end", (bytes) => gzipSync(gunzipSync(bytes).subarray(0, -1024))],
    [
      "a header damaged inside whole gzip",
      (bytes) => {
        const tar = gunzipSync(bytes);
        tar[0] = (tar[0] ?? 0) ^ 1;
        return gzipSync(tar);
      },
    ],
  ];
  test.each(corrupt)("%s", async (_name, damage) => {
    writeFileSync(here("file"), randomBytes(30_000));
    const { bytes } = await save();
    writeFileSync(here("mine"), "kept");
    const before = workspaceFacts();
    await expect(restore(damage(bytes))).rejects.toMatchObject({
      refusal: { reason_code: "archive_corrupt" },
    });
    expect(workspaceFacts()).toEqual(before);
  });

  test("entries that lead out", async () => {
    const outside = join(dirname(agent.workspace), "outside");
    mkdirSync(outside);
    writeFileSync(here("mine"), "kept");
    const evil = join(dirname(agent.workspace), "evil");
    mkdirSync(join(evil, "link"), { recursive: true });
    writeFileSync(join(evil, "link/pwned"), "x");
    writeFileSync(join(evil, "up"), "x");
    const tar = (...args: string[]) => execFileSync("tar", ["-czP", "-C", evil, ...args]);
    const throughLink = (() => {
      rmSync(join(evil, "l"), { force: true });
      symlinkSync(outside, join(evil, "l"));
      const first = gunzipSync(tar("l")).subarray(0, 512);
      const second = gunzipSync(tar("--transform=s,link/pwned,l/pwned,", "link/pwned"));
      return gzipSync(Buffer.concat([first, second]));
    })();
    const archives = [
      tar("--transform=s,up,../outside/pwned,", "up"),
      tar(`--transform=s,up,${outside}/pwned,`, "up"),
      throughLink,
    ];
    for (const archive of archives) {
      await expect(restore(archive)).rejects.toMatchObject({ refusal: { reason_code: "archive_corrupt" } });
    }
    expect(readdirSync(outside)).toEqual([]);
    expect(readdirSync(agent.workspace)).toEqual(["mine"]);
  });
});

describe("an archive that was not sent whole has no result:", () => {
  test("an unknown one, and one whose reader left", async () => {
    await expect(agent.client.archiveResult("none")).rejects.toMatchObject({
      refusal: { reason_code: "archive_incomplete" },
    });
    writeFileSync(here("large"), randomBytes(30_000_000));
    const reader = (await agent.client.archive("left")).getReader();
    await reader.read();
    await reader.cancel();
    await new Promise((resolve) => setTimeout(resolve, 300));
    await expect(agent.client.archiveResult("left")).rejects.toMatchObject({
      refusal: { reason_code: "archive_incomplete" },
    });
  });
});

test("a second restore beside a running one is refused", async () => {
  let end = () => undefined as undefined;
  const body = new ReadableStream<Uint8Array>({
    start: (controller) => {
      controller.enqueue(gzipSync("x").subarray(0, 5));
      end = () => controller.close() as undefined;
    },
  });
  const first = agent.client.restore(body);
  first.catch(() => undefined);
  await eventually(() => readdirSync(agent.workspace).length > 0);
  await expect(restore(Buffer.alloc(0))).rejects.toMatchObject({
    refusal: { reason_code: "restore_running" },
  });
  end();
  await expect(first).rejects.toMatchObject({ refusal: { reason_code: "archive_corrupt" } });
});
