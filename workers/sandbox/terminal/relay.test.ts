import { expect, test } from "vitest";
import {
  decodeFromPty,
  encodeFrame,
  type FromPtyFrame,
  type Hello,
  type ToPtyFrame,
} from "../../domain/protocol.ts";
import type { SandboxStub } from "../../services/sandbox-stub.ts";
import { bringUp, discard, launchSpec } from "../../testing/sandboxes.ts";
import type { SocketViewer } from "../contract.ts";
import { VIEWER_HEADER } from "../http/route.ts";

const ANNA: SocketViewer = {
  actor: { kind: "user", id: "u1", label: "Anna" },
  role: "interact",
  expires_at: null,
};

/** A viewer as a browser is one: counts what it has, acknowledges it, numbers what it types. */
class Viewer {
  readonly #socket: WebSocket;
  readonly #frames: FromPtyFrame[] = [];
  hello: Hello | null = null;
  offset: number;
  text = "";
  closed: { code: number; reason: string } | null = null;

  constructor(socket: WebSocket, offset: number) {
    this.#socket = socket;
    this.offset = offset;
    socket.binaryType = "arraybuffer";
    socket.addEventListener("message", ({ data }) => this.#receive(new Uint8Array(data as ArrayBuffer)));
    socket.addEventListener("close", ({ code, reason }) => {
      this.closed = { code, reason };
    });
    socket.accept();
  }

  static async connect(
    stub: SandboxStub,
    terminal: string,
    id: string,
    offset = 0,
    who = ANNA,
  ): Promise<Viewer> {
    const response = await stub.fetch(`https://sandbox/terminals/${terminal}?offset=${offset}&viewer=${id}`, {
      headers: { upgrade: "websocket", [VIEWER_HEADER]: JSON.stringify(who) },
    });
    if (!response.webSocket) throw new Error(await response.text());
    const viewer = new Viewer(response.webSocket, offset);
    await expect.poll(() => viewer.hello ?? viewer.closed, { timeout: 10_000 }).not.toBeNull();
    return viewer;
  }

  #receive(message: Uint8Array): void {
    const decoded = decodeFromPty(message);
    if (!decoded.ok) throw new Error(decoded.problem);
    const { frame } = decoded;
    this.#frames.push(frame);
    if (frame.type === "hello") this.hello = frame.hello;
    if (frame.type === "dropped") this.offset = frame.to;
    if (frame.type !== "output") return;
    if (frame.offset !== this.offset) throw new Error(`expected byte ${this.offset}, got ${frame.offset}`);
    this.offset += frame.data.byteLength;
    this.text += new TextDecoder().decode(frame.data);
    this.send({ type: "ack", offset: this.offset });
  }

  send(frame: ToPtyFrame): void {
    this.#socket.send(encodeFrame(frame));
  }

  type(text: string, offset: number): void {
    this.send({ type: "input", offset, data: new TextEncoder().encode(text) });
  }

  saw(type: FromPtyFrame["type"]): FromPtyFrame[] {
    return this.#frames.filter((frame) => frame.type === type);
  }

  sees(text: string | RegExp) {
    return expect.poll(() => this.text, { timeout: 10_000 }).toMatch(text);
  }

  close(): void {
    this.#socket.close(1000, "done");
  }
}

async function open(stub: SandboxStub): Promise<string> {
  const init = {
    method: "POST",
    headers: { [VIEWER_HEADER]: JSON.stringify(ANNA) },
    body: '{"cols":100,"rows":30}',
  };
  const response = await stub.fetch("https://sandbox/terminals", init);
  expect(response.status).toBe(201);
  return ((await response.json()) as { terminal_id: string }).terminal_id;
}

test("a viewer types, leaves, comes back with its offset, and gets exactly what it missed", async () => {
  const launch = await launchSpec();
  const stub = await bringUp(launch);
  const terminal = await open(stub);
  const first = await Viewer.connect(stub, terminal, "anna");
  expect(first.hello).toMatchObject({ cols: 100, rows: 30, input_offset: 0, role: "interact" });
  first.type("echo one-$((1+1))\n", 0);
  await first.sees("one-2");
  await expect.poll(() => first.saw("input_ack").length).toBeGreaterThan(0);
  first.close();

  const other = await Viewer.connect(stub, terminal, "bert");
  other.type("echo two-$((2+2))\n", 0);
  await other.sees("two-4");

  const again = await Viewer.connect(stub, terminal, "anna", first.offset);
  expect(again.hello?.input_offset).toBe("echo one-$((1+1))\n".length);
  await again.sees("two-4");
  expect(again.text).not.toContain("one-2");
  await expect.poll(() => first.text + again.text === other.text).toBe(true);
  await discard(launch);
});

test("input that is sent again after a cut is applied once, and a gap closes the socket", async () => {
  const launch = await launchSpec();
  const stub = await bringUp(launch);
  const terminal = await open(stub);
  const line = "echo count >> typed\n";
  const first = await Viewer.connect(stub, terminal, "anna");
  first.type(line, 0);
  await expect.poll(() => first.saw("input_ack").length).toBeGreaterThan(0);
  first.close();
  const again = await Viewer.connect(stub, terminal, "anna", first.offset);
  again.type(line, 0);
  again.type("wc -l < typed; echo end-$((3+3))\n", line.length);
  await again.sees("end-6");
  expect(again.text).toMatch(/1\r\nend-6/);
  again.type("x", 10_000);
  await expect.poll(() => again.closed?.code).toBe(4400);
  await discard(launch);
});

test("one who may only look can't type or resize, whatever the page sends", async () => {
  const launch = await launchSpec();
  const stub = await bringUp(launch);
  const terminal = await open(stub);
  const guest = await Viewer.connect(stub, terminal, "guest", 0, { ...ANNA, role: "view" });
  guest.type("touch /workspace/guest-was-here\n", 0);
  guest.send({ type: "resize", cols: 10, rows: 5 });
  const anna = await Viewer.connect(stub, terminal, "anna");
  anna.type("ls /workspace; stty size; echo end-$((3+3))\n", 0);
  await guest.sees("end-6");
  expect(guest.text).not.toContain("guest-was-here\r\n");
  expect(guest.text).toContain("30 100");
  await discard(launch);
});

test("a flood reaches a viewer that acknowledges without a hole, and the terminal ends with its sandbox", async () => {
  const launch = await launchSpec();
  const stub = await bringUp(launch);
  const terminal = await open(stub);
  const viewer = await Viewer.connect(stub, terminal, "anna");
  viewer.type("stty -echo; seq 1 400000; echo end-$((3+3))\n", 0);
  await viewer.sees("end-6");
  const numbers = viewer.text.match(/^\d+\r$/gm) ?? [];
  expect(numbers.length).toBe(400_000);
  expect(viewer.saw("dropped")).toEqual([]);
  await discard(launch);
  await expect.poll(() => viewer.closed?.code, { timeout: 10_000 }).toBe(4404);
});
