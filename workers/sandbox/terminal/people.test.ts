import { afterAll, beforeAll, expect, test } from "vitest";
import type { LiveMessage } from "../../domain/sandbox/bodies.ts";
import type { SandboxStub } from "../../services/sandboxes/sandbox-stub.ts";
import { bringUp, discard, launchSpec } from "../../testing/sandboxes.ts";
import { openTerminal, person, TerminalViewer } from "../../testing/terminal-viewer.ts";
import { type LaunchSpec, type SocketViewer, VIEWER_HEADER } from "../contract.ts";

let launch: LaunchSpec;
let stub: SandboxStub;
beforeAll(async () => {
  launch = await launchSpec();
  stub = await bringUp(launch);
});
afterAll(() => discard(launch));

test("the size is that of who was active last; others' wishes wait until they are, or are the last one left", async () => {
  const terminal = await openTerminal(stub);
  const anna = await TerminalViewer.connect(stub, terminal, "anna", 0, person("Anna"));
  anna.send({ type: "resize", cols: 90, rows: 20 });
  await expect.poll(() => anna.size).toBe("90x20");
  const bert = await TerminalViewer.connect(stub, terminal, "bert", 0, person("Bert"));
  bert.send({ type: "resize", cols: 120, rows: 40 });
  await expect.poll(() => bert.presence).toMatchObject({ you: 2, driver: 1, count: 2 });
  bert.type("stty size; echo typed-$((1+1))\n");
  await bert.sees("typed-2");
  await expect.poll(() => [anna.size, bert.size]).toEqual(["120x40", "120x40"]);
  await expect.poll(() => anna.presence?.driver).toBe(2);
  anna.send({ type: "claim" });
  await expect.poll(() => bert.size).toBe("90x20");
  anna.send({ type: "resize", cols: 91, rows: 21 });
  await expect.poll(() => bert.size).toBe("91x21");
  anna.close();
  await expect.poll(() => bert.size).toBe("120x40");
  await expect.poll(() => bert.presence).toMatchObject({ you: 2, driver: 2, count: 1 });
  const again = await TerminalViewer.connect(stub, terminal, "anna", anna.offset, person("Anna"));
  again.send({ type: "resize", cols: 91, rows: 21 });
  await expect.poll(() => bert.size).toBe("91x21");
  await expect.poll(() => again.presence).toMatchObject({ you: 1, driver: 1 });
  // Each viewer is shown each size where it belongs among the bytes.
  expect([again.broken, bert.broken]).toEqual([null, null]);
});

test("a page that reloads takes its own place again, and nobody's size flickers", async () => {
  const terminal = await openTerminal(stub);
  const anna = await TerminalViewer.connect(stub, terminal, "anna", 0, person("Anna"));
  anna.send({ type: "resize", cols: 90, rows: 20 });
  const bert = await TerminalViewer.connect(stub, terminal, "bert", 0, person("Bert"));
  bert.send({ type: "resize", cols: 120, rows: 40 });
  anna.type("echo one-$((1+1))\n");
  await bert.sees("one-2");
  const sizes = bert.saw("size").length;
  const again = await TerminalViewer.connect(stub, terminal, "anna", undefined, person("Anna"));
  expect(anna.closed).toEqual({ code: 1000, reason: "replaced" });
  again.send({ type: "resize", cols: 90, rows: 20 });
  await expect.poll(() => again.presence).toMatchObject({ you: 1, driver: 1, count: 2 });
  again.type("echo two-$((2+2))\n");
  await bert.sees("two-4");
  expect(bert.saw("size").length).toBe(sizes);
});

test("names are cut, one person has one colour, and who only looks never drives", async () => {
  const terminal = await openTerminal(stub);
  const guest = await TerminalViewer.connect(stub, terminal, "g", 0, person("Guest", "view"));
  await expect.poll(() => guest.presence).toMatchObject({ you: 1, driver: null, count: 1 });
  const long = "🚢".repeat(80);
  const one = await TerminalViewer.connect(stub, terminal, "a", 0, person(long));
  const two = await TerminalViewer.connect(stub, terminal, "b", 0, person(long));
  await expect.poll(() => two.presence?.count).toBe(3);
  const viewers = two.presence?.viewers ?? [];
  expect(viewers.map(({ name }) => name).sort()).toEqual(["Guest", "🚢".repeat(60), "🚢".repeat(60)]);
  const mine = viewers.filter(({ name }) => name !== "Guest").map(({ colour }) => colour);
  expect(new Set(mine).size).toBe(1);
  expect(viewers.find(({ name }) => name === "Guest")).toMatchObject({ role: "view" });
  expect(mine).not.toContain(viewers.find(({ name }) => name === "Guest")?.colour);
  one.close();
  two.close();
  await expect.poll(() => guest.presence).toMatchObject({ driver: null, count: 1 });
});

test("a viewer whose time has passed is closed with 4410, on terminals and pages, and those who come too late at once", async () => {
  const terminal = await openTerminal(stub);
  const until = (ms: number): SocketViewer => ({ ...person("Guest", "view"), expires_at: Date.now() + ms });
  const guest = await TerminalViewer.connect(stub, terminal, "g", 0, until(500));
  const page = await openPage(until(500));
  expect([guest.closed, page.closed]).toEqual([null, null]);
  await expect.poll(() => guest.closed?.code).toBe(4410);
  await expect.poll(() => page.closed, { timeout: 10_000 }).toBe(4410);
  const late = await TerminalViewer.connect(stub, terminal, "g", 0, until(-1));
  expect(late.closed?.code).toBe(4410);
});

test("pages learn who looks at them, and of each change of the terminals; what follows for the product is nobody", async () => {
  const anna = await openPage(person("Anna"));
  await openPage({ ...person("Program", "view"), present: false });
  const bert = await openPage(person("Bert", "view"));
  await expect.poll(() => names(anna)).toEqual(["Anna", "Bert"]);
  await expect.poll(() => names(bert)).toEqual(["Anna", "Bert"]);
  const second = await openPage(person("Anna"));
  await expect.poll(() => names(bert)).toEqual(["Anna", "Bert", "Anna"]);
  const colours = anna.last("presence")?.viewers.map(({ colour }) => colour) ?? [];
  expect(colours[0]).toBe(colours[2]);
  expect(colours[0]).not.toBe(colours[1]);
  second.socket.close(1000, "done");
  await expect.poll(() => names(anna)).toEqual(["Anna", "Bert"]);

  const terminal = await openTerminal(stub, { name: "logs" });
  const named = (page: Page) =>
    page.last("terminals")?.items.find(({ terminal_id }) => terminal_id === terminal);
  await expect.poll(() => named(anna)).toMatchObject({ name: "logs", exit: null });
  const init = { headers: { [VIEWER_HEADER]: JSON.stringify(person("Anna")) } };
  const address = `https://sandbox/terminals/${terminal}`;
  expect((await stub.fetch(address, { ...init, method: "PATCH", body: '{"name":"build"}' })).status).toBe(
    200,
  );
  await expect.poll(() => named(bert)).toMatchObject({ name: "build" });
  const viewer = await TerminalViewer.connect(stub, terminal, "a", 0);
  viewer.type("cat\n");
  await expect.poll(() => named(anna)).toMatchObject({ title: "cat" });
  viewer.type("\u0004exit 3\n");
  await expect.poll(() => named(bert)).toMatchObject({ exit: { exit_code: 3 } });
  await stub.fetch(address, { ...init, method: "DELETE" });
  await expect.poll(() => [named(anna), named(bert)]).toEqual([undefined, undefined]);
  anna.socket.send("anything but a ping");
  await expect.poll(() => anna.closed).toBe(4400);
  await expect.poll(() => names(bert)).toEqual(["Bert"]);
});

interface Page {
  readonly socket: WebSocket;
  readonly last: <T extends LiveMessage["type"]>(type: T) => Extract<LiveMessage, { type: T }> | undefined;
  closed: number | null;
}

async function openPage(who: SocketViewer): Promise<Page> {
  const headers = { upgrade: "websocket", [VIEWER_HEADER]: JSON.stringify(who) };
  const { webSocket: socket } = await stub.fetch("https://sandbox/live", { headers });
  if (!socket) throw new Error("no socket");
  const messages: LiveMessage[] = [];
  const page: Page = {
    socket,
    closed: null,
    last: <T extends LiveMessage["type"]>(type: T) =>
      messages.findLast((one): one is Extract<LiveMessage, { type: T }> => one.type === type),
  };
  socket.addEventListener("message", ({ data }) => {
    messages.push(JSON.parse(String(data)) as LiveMessage);
  });
  socket.addEventListener("close", ({ code }) => {
    page.closed = code;
  });
  socket.accept();
  return page;
}

function names(page: Page): string[] | undefined {
  return page.last("presence")?.viewers.map(({ name }) => name);
}
