import { afterAll, beforeAll, expect, test } from "vitest";
import type { ProcessFrame } from "../../workers/engines/agent-frames.ts";
import { type AgentProcess, startAgentProcess } from "./testing/agent-process.ts";
import { eventually, processesWith } from "./testing/conditions.ts";

let agent: AgentProcess;
let next = 0;
beforeAll(async () => {
  agent = await startAgentProcess();
});
afterAll(() => agent.stop());

const start = async (script: string) => {
  const request = { process_id: `r${next++}`, argv: ["sh", "-c", script], source: "task" };
  return { request, info: await agent.client.startProcess(request) };
};
const exited = (id: string) => expect.poll(async () => (await agent.client.process(id)).state).toBe("exited");

async function collect(frames: AsyncIterable<ProcessFrame>) {
  const seen = { stdout: "", stderr: "", starts: [] as number[], end: undefined as unknown, size: 0 };
  for await (const frame of frames) {
    if (frame.type === "start") seen.starts.push(frame.start.offset);
    else if (frame.type === "end") seen.end = frame.end;
    else {
      seen.size += frame.data.byteLength;
      seen[frame.type] += new TextDecoder().decode(frame.data);
    }
  }
  return seen;
}

test("outlives its request, is followed to its end, and keeps the order of its output", async () => {
  const { request } = await start("echo a; sleep 0.1; echo b >&2; sleep 0.1; echo c; exit 3");
  const kinds: string[] = [];
  for await (const frame of await agent.client.processOutput(request.process_id, { follow: true })) {
    kinds.push(frame.type);
    if (frame.type === "end") expect(frame.end).toEqual({ exit_code: 3, signal: null, offset: 6 });
  }
  expect(kinds).toEqual(["start", "stdout", "stderr", "stdout", "end"]);
});

test("is resumed at any offset", async () => {
  const { request } = await start("printf 0123; sleep 0.1; printf 4567 >&2; sleep 0.1; printf 89");
  await exited(request.process_id);
  for (let since = 0; since <= 10; since++) {
    const seen = await collect(await agent.client.processOutput(request.process_id, { since }));
    expect(seen).toMatchObject({ starts: [since], size: 10 - since });
    expect(seen.stdout).toBe("012389".slice(since < 4 ? since : Math.max(4, since - 4)));
  }
  const ahead = agent.client.processOutput(request.process_id, { since: 11 });
  await expect(ahead).rejects.toMatchObject({ refusal: { field: "since" } });
});

test("R11: its log is bounded, the oldest is dropped visibly, and nothing is added after its end", async () => {
  const { request } = await start("head -c 3000000 /dev/zero; (sleep 0.3; echo late) &");
  await exited(request.process_id);
  const info = await agent.client.process(request.process_id);
  expect(info.offset).toBe(3_000_000);
  expect(info.first_offset).toBe(3_000_000 - 1024 * 1024);
  const seen = await collect(await agent.client.processOutput(request.process_id));
  expect(seen).toMatchObject({ starts: [info.first_offset], size: 1024 * 1024 });
  await new Promise((resolve) => setTimeout(resolve, 500));
  expect((await agent.client.process(request.process_id)).offset).toBe(3_000_000);
});

test("R11: many changes between stdout and stderr cost bounded memory too", async () => {
  const { request } = await start("i=0; while [ $i -lt 6000 ]; do echo o; echo e >&2; i=$((i+1)); done");
  await exited(request.process_id);
  const seen = await collect(await agent.client.processOutput(request.process_id));
  const info = await agent.client.process(request.process_id);
  expect(info.offset).toBe(24_000);
  expect(seen.size).toBe(info.offset - info.first_offset);
});

test("is started once per id; other input is a conflict", async () => {
  const { request, info } = await start("sleep 60");
  const [again, twin] = await Promise.all([
    agent.client.startProcess(request),
    agent.client.startProcess(request),
  ]);
  expect([again.pid, twin.pid]).toEqual([info.pid, info.pid]);
  const other = agent.client.startProcess({ ...request, source: "other" });
  await expect(other).rejects.toMatchObject({ refusal: { reason_code: "process_conflict" } });
  await agent.client.signalProcess(request.process_id, "SIGTERM");
  await exited(request.process_id);
  expect(await agent.client.process(request.process_id)).toMatchObject({
    exit_code: null,
    signal: "SIGTERM",
  });
});

test("is killed with all that it started", async () => {
  const seconds = `${Date.now() % 100_000}.25`;
  const { request } = await start(`setsid sleep ${seconds} & sleep ${seconds} & wait`);
  await eventually(() => processesWith(seconds).length >= 3);
  await agent.client.signalProcess(request.process_id, "SIGKILL");
  expect(processesWith(seconds)).toEqual([]);
});

test("a signal that is none, and a process that is none, are refused", async () => {
  const { request } = await start("true");
  const signal = agent.client.signalProcess(request.process_id, "SIGNOPE");
  await expect(signal).rejects.toMatchObject({ refusal: { field: "signal" } });
  await expect(agent.client.process("none")).rejects.toMatchObject({
    refusal: { reason_code: "process_not_found" },
  });
});
