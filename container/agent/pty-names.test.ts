import { afterAll, beforeAll, expect, test } from "vitest";
import type { AgentEvent } from "../../workers/engines/agent-api.ts";
import { type AgentProcess, startAgentProcess } from "./testing/agent-process.ts";
import { eventually } from "./testing/conditions.ts";
import { TerminalView } from "./testing/terminal.ts";

let agent: AgentProcess;
beforeAll(async () => {
  agent = await startAgentProcess();
});
afterAll(() => agent.stop());

test("a terminal is called what people call it, from its beginning or later", async () => {
  const request = { pty_id: "named", cols: 80, rows: 24, argv: ["cat"] };
  expect(await agent.client.createPty({ ...request, name: " build 漢字 " })).toMatchObject({
    name: "build 漢字",
  });
  expect(await agent.client.createPty(request)).toMatchObject({ name: "build 漢字" });
  expect(await agent.client.renamePty("named", "x".repeat(60))).toMatchObject({ name: "x".repeat(60) });
  expect(await agent.client.renamePty("named", null)).toMatchObject({ name: null });
  for (const name of ["", "  ", "x".repeat(61), "a\x1bb", "a\nb", "a\u009bb"]) {
    await expect(agent.client.renamePty("named", name)).rejects.toMatchObject({
      refusal: { reason_code: "invalid_name" },
    });
  }
  await expect(agent.client.renamePty("none", "a")).rejects.toMatchObject({
    refusal: { reason_code: "pty_not_found" },
  });
  const [listed] = await agent.client.listPtys();
  expect(listed).toMatchObject({ pty_id: "named", name: null });
});

test("events tell that a terminal is opened, called otherwise, ended and closed", async () => {
  const events: AgentEvent[] = [];
  const socket = await agent.socket("/events", (data) => events.push(JSON.parse(String(data)) as AgentEvent));
  const told = (type: string, more: object) =>
    eventually(() =>
      events.some(
        (event) =>
          event.type === type &&
          "pty" in event &&
          Object.entries({ pty_id: "told", ...more }).every(
            ([field, value]) => event.pty[field as "name"] === value,
          ),
      ),
    );
  await eventually(() => events[0]);
  await agent.client.createPty({ pty_id: "told", cols: 80, rows: 24, argv: ["sh"] });
  await told("pty_opened", { name: null });
  await agent.client.renamePty("told", "mine");
  await told("pty_changed", { name: "mine" });
  const view = await TerminalView.open(agent, "told");
  view.type("exec cat\n");
  await told("pty_changed", { title: "cat" });
  view.type("\x04");
  await told("pty_exited", { name: "mine" });
  await agent.client.closePty("told");
  await told("pty_closed", { name: "mine" });
  socket.close();
});

test("what it shows now is one screen, also when it has written little", async () => {
  await agent.client.createPty({
    pty_id: "shown",
    cols: 30,
    rows: 4,
    argv: ["printf", "\\033[31mred\\033[0m and 漢字"],
  });
  await expect
    .poll(async () => (await agent.client.listPtys()).at(-1)?.exit, { timeout: 10_000 })
    .toBeTruthy();
  const { data, ...place } = await agent.client.ptyScreen("shown");
  const [info] = (await agent.client.listPtys()).filter(({ pty_id }) => pty_id === "shown");
  expect(place).toEqual({ offset: info?.offset, cols: 30, rows: 4 });
  expect(new TextDecoder().decode(data)).toContain("\x1b[0;31mred\x1b[0m and 漢字");
});
