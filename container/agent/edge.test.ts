/** Fencing, refusals, activity, events and completion, on a real agent. */
import { connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { AgentEvent } from "../../workers/engines/agent-api.ts";
import { type AgentProcess, startAgentProcess } from "./testing/agent-process.ts";
import { eventually } from "./testing/conditions.ts";
import { TerminalView } from "./testing/terminal.ts";

let agent: AgentProcess;
beforeAll(async () => {
  agent = await startAgentProcess({ generation: 7 });
});
afterAll(() => agent.stop());

describe("C19: another generation", () => {
  test("is refused, whatever is asked", async () => {
    const other = agent.clientOf(6);
    const mismatch = { refusal: { reason_code: "generation_mismatch", retryable: false } };
    await expect(other.health()).rejects.toMatchObject(mismatch);
    await expect(other.run({ exec_id: "f", argv: ["touch", "fenced"] })).rejects.toMatchObject(mismatch);
    await expect(other.restore(new Blob(["x"]).stream())).rejects.toMatchObject(mismatch);
    await expect(agent.client.statFile("fenced")).rejects.toMatchObject({
      refusal: { reason_code: "path_not_found" },
    });
    expect(await agent.client.health()).toMatchObject({ generation: 7, version: "1" });
  });

  test("is told to the end to a client that still sends its body, and closes its connection after that", async () => {
    const socket = connect(agent.socketPath);
    let answer = "";
    let ended = false;
    socket.setEncoding("utf8").on("data", (text: string) => {
      answer += text;
    });
    socket.on("end", () => {
      ended = true;
    });
    const head = ["POST /restore HTTP/1.1", "host: agent", "connection: close", "content-length: 4"];
    socket.write(`${[...head, "x-sandbar-generation: 6"].join("\r\n")}\r\n\r\n`);
    await eventually(() => answer.includes("generation_mismatch"));
    await sleep(50);
    expect(ended).toBe(false);
    socket.write("body");
    await eventually(() => ended);
    socket.destroy();
  });

  test("and no generation at all, and WebSockets too", async () => {
    const response = await agent.transport.fetch("/health", {});
    expect(response.headers.get("x-sandbar-generation")).toBe("7");
    const wrong = await agent.clientOf(8).proxy(1, "/");
    expect([wrong.status, wrong.headers.get("x-sandbar-refusal")]).toEqual([409, "generation_mismatch"]);
  });
});

test("C23: what there is not is told by its code", async () => {
  const response = await agent.transport.fetch("/nonsense");
  expect([response.status, response.headers.get("x-sandbar-refusal")]).toEqual([404, "not_found"]);
  expect(await response.json()).toMatchObject({ reason_code: "not_found", retryable: false });
});

describe("C29: bad bodies give 400, naming the field:", () => {
  test.each([
    ["/exec", "{", undefined],
    ["/exec", "[]", undefined],
    ["/exec", '{"argv":["true"]}', "exec_id"],
    ["/exec", '{"exec_id":"../x","argv":["true"]}', "exec_id"],
    ["/exec", '{"exec_id":"x","argv":"true"}', "argv"],
    ["/exec", '{"exec_id":"x","argv":["true"],"env":{"A":1}}', "env"],
    ["/exec", '{"exec_id":"x","argv":["true"],"env":{"A=B":"1"}}', "env"],
    ["/exec", '{"exec_id":"x","argv":["true"],"output_limit_bytes":-1}', "output_limit_bytes"],
    ["/ptys", '{"pty_id":"x","cols":"80","rows":24}', "cols"],
    ["/ptys", '{"pty_id":"x","cols":80,"rows":0}', "rows"],
    ["/processes", '{"process_id":"x","argv":["true"]}', "source"],
  ])("%s %s", async (path, body, field) => {
    const response = await agent.transport.fetch(path, { method: "POST", body });
    expect(response.status).toBe(400);
    const refusal = (await response.json()) as { field?: string; reason_code: string };
    expect(refusal.field).toBe(field);
  });
});

test("activity is what people and programs do, never a question", async () => {
  await agent.client.run({ exec_id: "act", argv: ["true"] });
  const after = await agent.client.activity();
  expect(after.because).toBe("exec");
  for (let round = 0; round < 3; round++) {
    await agent.client.health();
    await agent.client.listFiles(".");
    await agent.client.ports();
    await agent.client.listPtys();
    await agent.client.processes();
    await agent.client.git();
  }
  expect(await agent.client.activity()).toEqual(after);
  await agent.client.createPty({ pty_id: "act", cols: 80, rows: 24, argv: ["cat"] });
  const view = await TerminalView.open(agent, "act");
  const attached = await agent.client.activity();
  expect(attached.last_at).toBe(after.last_at); // to look is no activity
  expect(attached.attached.terminals).toBe(1);
  view.type("x");
  await view.shows("x");
  const typed = await agent.client.activity();
  expect(typed.because).toMatch(/^terminal_(in|out)put$/);
  expect(Date.parse(typed.last_at)).toBeGreaterThanOrEqual(Date.parse(after.last_at));
  await agent.client.closePty("act");
});

test("events: a snapshot, then what happens; completion by the command inside, kept for who comes later", async () => {
  const events: AgentEvent[] = [];
  const socket = await agent.socket("/events", (data) => events.push(JSON.parse(String(data)) as AgentEvent));
  const snapshot = await eventually(() => events[0]);
  expect(snapshot).toMatchObject({ type: "snapshot", complete: null });
  const of = <T extends AgentEvent["type"]>(type: T) =>
    events.find((event): event is Extract<AgentEvent, { type: T }> => event.type === type);

  const argv = ["sh", "-c", "sandbox-complete 300 2>/dev/null; echo bad=$?; sandbox-complete 3; echo ok=$?"];
  const completed = await agent.client.run({ exec_id: "complete", argv });
  expect(new TextDecoder().decode(completed.stdout)).toBe("bad=1\nok=0\n");
  expect(await eventually(() => of("complete"))).toMatchObject({ exit_code: 3 });

  const script = "require('http').createServer().listen(0);setTimeout(()=>process.exit(4),1500)";
  const server = { process_id: "server", argv: [process.execPath, "-e", script], source: "task" };
  const { pid } = await agent.client.startProcess(server);
  // Other programs of this machine open ports meanwhile, too.
  const opened = await eventually(() =>
    events.find((event) => event.type === "port_opened" && event.port.pid === pid),
  );
  if (opened.type !== "port_opened") throw new Error("not the event that was looked for");
  expect(opened.port.process).toBe("node");
  expect(await eventually(() => of("process_exited"))).toMatchObject({
    process: { process_id: "server", exit_code: 4 },
  });
  await eventually(() =>
    events.some((event) => event.type === "port_closed" && event.port.port === opened.port.port),
  );
  await agent.client.createPty({ pty_id: "ends", cols: 80, rows: 24, argv: ["sh", "-c", "exit 9"] });
  expect(await eventually(() => of("pty_exited"))).toMatchObject({
    pty: { pty_id: "ends", exit: { exit_code: 9 } },
  });
  socket.close();

  const later: AgentEvent[] = [];
  const second = await agent.socket("/events", (data) => later.push(JSON.parse(String(data)) as AgentEvent));
  expect(await eventually(() => later[0])).toMatchObject({ type: "snapshot", complete: { exit_code: 3 } });
  second.close();
});
