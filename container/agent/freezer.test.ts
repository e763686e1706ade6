import { type ChildProcess, spawn } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { processStat } from "./process-stat.ts";
import { type AgentProcess, startAgentProcess } from "./testing/agent-process.ts";
import { eventually, processesWith } from "./testing/conditions.ts";
import { TerminalView } from "./testing/terminal.ts";

let agent: AgentProcess;
let number = 0;
let next = 0;
beforeAll(async () => {
  agent = await startAgentProcess();
});
afterEach(() => agent.client.thaw(number));
afterAll(async () => {
  for (const { process_id } of await agent.client.processes())
    await agent.client.signalProcess(process_id, "SIGKILL");
  for (const { pty_id } of await agent.client.listPtys()) await agent.client.closePty(pty_id);
  await agent.stop();
});

const start = (script: string) =>
  agent.client.startProcess({ process_id: `r${next++}`, argv: ["bash", "-c", script], source: "task" });
const freeze = () => agent.client.freeze(++number);
const sizeOf = (name: string) => readFileSync(join(agent.workspace, name)).byteLength;
const stateOf = (pid: number) => processStat(pid)?.state;
const frozen = { refusal: { reason_code: "sandbox_frozen", retryable: true } };

/** Appends to a file as fast as it can, until it is killed. */
async function writer(name: string): Promise<void> {
  writeFileSync(join(agent.workspace, name), "");
  await start(`while :; do echo x >> ${name}; done`);
  await eventually(() => sizeOf(name) > 0);
}

test("what runs writes nothing more once the freeze has answered, and goes on after the thaw", async () => {
  await writer("numbers");
  expect((await freeze()).stopped).toBeGreaterThan(0);
  const size = sizeOf("numbers");
  await sleep(200);
  expect(sizeOf("numbers")).toBe(size);
  expect(await agent.client.freeze(number)).toEqual({ stopped: 0 });
  await agent.client.thaw(number);
  await eventually(() => sizeOf("numbers") > size);
});

test("only the sandbox is stopped: neither the agent nor anybody beside it", async () => {
  const stranger: ChildProcess = spawn("sleep", ["1000"]);
  try {
    await freeze();
    expect(stateOf(stranger.pid!)).not.toBe("T");
    expect(stateOf(process.pid)).not.toBe("T");
    expect(await agent.client.health()).toMatchObject({ generation: 1 });
  } finally {
    stranger.kill("SIGKILL");
  }
});

test("a program that was stopped before stays stopped after the thaw", async () => {
  const mark = `${Date.now() % 100_000}.875`;
  const { pid } = await start(`sleep ${mark} & sleep 0.2; kill -STOP $!; wait`);
  const child = await eventually(() => sleepers(mark)[0]);
  await eventually(() => stateOf(child) === "T");
  await freeze();
  expect(stateOf(pid)).toBe("T");
  await agent.client.thaw(number);
  await eventually(() => stateOf(pid) === "S");
  expect(stateOf(child)).toBe("T");
});

test("programs that start others as fast as they can are all stopped", async () => {
  const mark = `${Date.now() % 100_000}.75`;
  const spawner = `(for i in $(seq 400); do sleep ${mark} & done; wait)`;
  await start(`${spawner} & ${spawner} & ${spawner} & wait`);
  await eventually(() => sleepers(mark).length > 20);
  await freeze();
  const stopped = sleepers(mark);
  expect(stopped.length).toBeLessThan(1200);
  expect(stopped.filter((pid) => stateOf(pid) !== "T")).toEqual([]);
  await sleep(200);
  expect(sleepers(mark)).toEqual(stopped);
  await agent.client.thaw(number);
  await eventually(() => sleepers(mark).length === 1200, 30_000);
});

test("threads of one process are all stopped", async () => {
  const script = `
import threading
def work(name):
    while True:
        with open(name, "a") as file: file.write("x")
for index in range(8): threading.Thread(target=work, args=(f"thread{index}",)).start()
`;
  writeFileSync(join(agent.workspace, "threads.py"), script);
  await start("exec python3 threads.py");
  const sizes = () => Array.from({ length: 8 }, (_, index) => sizeOf(`thread${index}`));
  await eventually(() => {
    try {
      return sizes().every((size) => size > 0);
    } catch {
      return false;
    }
  });
  await freeze();
  const before = sizes();
  await sleep(200);
  expect(sizes()).toEqual(before);
});

test("while it is frozen nothing begins and nothing is changed, and everything can be read", async () => {
  await agent.client.writeFile("kept", "content");
  await agent.client.createPty({ pty_id: "before", cols: 80, rows: 24, argv: ["cat"] });
  await freeze();
  const { client } = agent;
  const { last_at } = await client.activity();
  const refused = [
    client.run({ exec_id: `e${next++}`, argv: ["true"] }),
    start("true"),
    client.createPty({ pty_id: "new", cols: 80, rows: 24 }),
    client.closePty("before"),
    client.writeFile("new", "content"),
    client.renameFile("kept", "moved"),
    client.makeDirectory("folder"),
    client.deleteFile("kept"),
    client.signalProcess("r0", "SIGCONT"),
  ];
  await Promise.all(refused.map((attempt) => expect(attempt).rejects.toMatchObject(frozen)));
  expect(await (await client.readFile("kept")).text()).toBe("content");
  expect((await client.listFiles(".")).entries.map(({ name }) => name)).not.toContain("new");
  expect(await client.fingerprint()).toMatchObject({ file_count: expect.any(Number) as number });
  const bytes = await new Response(await client.archive("a1")).arrayBuffer();
  expect(await client.archiveResult("a1")).toMatchObject({ size_bytes: bytes.byteLength });
  expect(await client.git()).toEqual(expect.anything());
  expect((await client.activity()).last_at).toBe(last_at);
  await client.thaw(number);
  await client.writeFile("new", "content");
});

test("an upload under way when the freeze comes is refused and leaves the file as it was", async () => {
  await agent.client.writeFile("upload", "before");
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
  const sender = writable.getWriter();
  const upload = agent.client.writeFile("upload", readable);
  upload.catch(() => undefined);
  await sender.write(new TextEncoder().encode("half"));
  await eventually(() => readdirSync(agent.workspace).some((name) => name.startsWith(".sandbar-tmp-")));
  await freeze();
  await sender.close();
  await expect(upload).rejects.toMatchObject(frozen);
  expect(await (await agent.client.readFile("upload")).text()).toBe("before");
});

test("an exec that is given up while it is frozen ends after the thaw", async () => {
  const mark = `${Date.now() % 100_000}.125`;
  const abort = new AbortController();
  const run = agent.client.run({ exec_id: `e${next++}`, argv: ["sleep", mark] }, { signal: abort.signal });
  run.catch(() => undefined);
  const [pid] = await eventually(() => {
    const found = processesWith(mark);
    return found.length > 0 && found;
  });
  await freeze();
  abort.abort();
  await sleep(200);
  expect(stateOf(pid!)).toBe("T");
  await agent.client.thaw(number);
  await eventually(() => processesWith(mark).length === 0);
});

test("what was typed meanwhile is read after the thaw, and the shell's job stays in the foreground", async () => {
  await agent.client.createPty({ pty_id: "shell", cols: 80, rows: 24, argv: ["bash", "--norc", "-i"] });
  const view = await TerminalView.open(agent, "shell");
  view.type("PS1='$ '; while read -r line; do echo got-$line; done\n");
  view.type("one\n");
  await view.shows("got-one");
  await freeze();
  view.type("two\n");
  await view.frame("input_ack");
  await sleep(100);
  expect(view.text).not.toContain("got-two");
  await agent.client.thaw(number);
  await view.shows("got-two");
  view.type("\x03");
  await eventually(() => view.text.endsWith("$ "));
  const mark = `${Date.now() % 100_000}.375`;
  view.type(`sleep ${mark}\n`);
  const job = await eventually(() => sleepers(mark).find((pid) => stateOf(pid) === "S"));
  await freeze();
  expect(stateOf(job)).toBe("T");
  await agent.client.thaw(number);
  view.type("\x03");
  await eventually(() => view.text.endsWith("$ "));
  view.type("echo after=$?\n");
  await view.shows("after=130");
  expect(view.text).not.toContain("Stopped");
});

test("requests that overtake each other: the greater number counts, and a thaw wins over its own freeze", async () => {
  await writer("order");
  await freeze();
  await freeze();
  await agent.client.thaw(number - 1);
  const size = sizeOf("order");
  await sleep(100);
  expect(sizeOf("order")).toBe(size);
  await agent.client.thaw(number);
  await agent.client.thaw(number);
  const outdated = { refusal: { reason_code: "freeze_outdated" } };
  await expect(agent.client.freeze(number)).rejects.toMatchObject(outdated);
  await expect(agent.client.freeze(number - 1)).rejects.toMatchObject(outdated);
  await eventually(() => sizeOf("order") > size);
});

test.each([0, -1, 1.5, "1", null])("a number that is none is refused: %j", async (bad) => {
  const freezing = agent.client.freeze(bad as number);
  await expect(freezing).rejects.toMatchObject({ refusal: { field: "number" } });
});

/** The programs themselves, not the shells that are to start them. */
function sleepers(mark: string): number[] {
  return processesWith(`sleep\0${mark}\0`);
}
