import { expect, test } from "vitest";
import {
  decodeToPty,
  encodeFrame,
  type FromPtyFrame,
  type ToPtyFrame,
} from "../../workers/domain/protocol.ts";
import type { LinkStatus, Socket, SocketWorld } from "./reconnecting-socket.ts";
import { TerminalSocket } from "./terminal-socket.ts";

const bytes = (text: string) => new TextEncoder().encode(text);

class FakeSocket implements Socket {
  binaryType = "";
  onopen: ((event: never) => void) | null = null;
  onmessage: ((event: { data: unknown }) => void) | null = null;
  onclose: ((event: { code: number; reason: string }) => void) | null = null;
  readonly sent: ToPtyFrame[] = [];
  closed = false;
  readonly url: string;
  constructor(url: string) {
    this.url = url;
  }
  send(data: string | Uint8Array) {
    const decoded = decodeToPty(data as Uint8Array);
    if (decoded.ok) this.sent.push(decoded.frame);
  }
  close() {
    this.closed = true;
  }
  frame(frame: FromPtyFrame) {
    this.onmessage?.({ data: new Uint8Array(encodeFrame(frame)).buffer });
  }
  hello(fields: { offset?: number; input_offset?: number; generation?: number } = {}) {
    this.onopen?.(undefined as never);
    const hello = {
      pty_id: "p",
      generation: 1,
      first_offset: 0,
      offset: 0,
      cols: 80,
      rows: 24,
      input_offset: 0,
    };
    this.frame({ type: "hello", hello: { ...hello, ...fields } });
  }
  inputs() {
    return this.sent.flatMap((frame) =>
      frame.type === "input" ? [`${frame.offset}:${new TextDecoder().decode(frame.data)}`] : [],
    );
  }
}

function setUp() {
  const sockets: FakeSocket[] = [];
  let now = 0;
  let timers: { at: number; run: () => void }[] = [];
  const world: SocketWorld = {
    open: (url) => {
      const socket = new FakeSocket(url);
      sockets.push(socket);
      return socket;
    },
    now: () => now,
    random: () => 0.5,
    later(ms, run) {
      const timer = { at: now + ms, run };
      timers.push(timer);
      return () => {
        timers = timers.filter((other) => other !== timer);
      };
    },
  };
  const pass = (ms: number) => {
    const until = now + ms;
    for (;;) {
      const next = timers.filter((timer) => timer.at <= until).sort((a, b) => a.at - b.at)[0];
      if (!next) break;
      timers = timers.filter((timer) => timer !== next);
      now = next.at;
      next.run();
    }
    now = until;
  };
  const seen = { output: "", dropped: [] as number[][], status: [] as LinkStatus[], latency: [] as number[] };
  const terminal = new TerminalSocket(
    world,
    { path: "/t", viewer: "v 1" },
    {
      onStatus: (status) => seen.status.push(status),
      onHello: () => {},
      onOutput: (data) => {
        seen.output += new TextDecoder().decode(data);
      },
      onDropped: (from, to) => seen.dropped.push([from, to]),
      onSize: () => {},
      onExit: () => {},
      onLatency: (ms) => seen.latency.push(ms),
    },
  );
  terminal.connect();
  const last = () => sockets[sockets.length - 1] as FakeSocket;
  return { terminal, sockets, last, seen, pass };
}

test("a lost connection resumes at the offset it had, and overlap is cut", () => {
  const { sockets, last, seen, pass } = setUp();
  expect(last().url).toBe("/t?offset=0&viewer=v%201");
  last().hello();
  last().frame({ type: "output", offset: 0, data: bytes("hello ") });
  last().onclose?.({ code: 1006, reason: "" });
  expect(seen.status.at(-1)).toMatchObject({ kind: "waiting" });
  pass(1000);
  expect(sockets).toHaveLength(2);
  expect(last().url).toBe("/t?offset=6&viewer=v%201");
  last().hello({ offset: 11 });
  last().frame({ type: "output", offset: 3, data: bytes("lo world") });
  expect(seen.output).toBe("hello world");
});

test("what is no longer kept is told, and counted as received", () => {
  const { last, seen, pass } = setUp();
  last().hello({ offset: 500 });
  last().frame({ type: "dropped", from: 0, to: 400 });
  last().frame({ type: "output", offset: 400, data: bytes("x") });
  expect(seen.dropped).toEqual([[0, 400]]);
  last().onclose?.({ code: 1006, reason: "" });
  pass(1000);
  expect(last().url).toContain("offset=401");
});

test("input typed while disconnected is held, then sent once", () => {
  const { terminal, last, pass } = setUp();
  last().hello();
  terminal.type(bytes("ab"));
  last().frame({ type: "input_ack", offset: 1 });
  last().onclose?.({ code: 1006, reason: "" });
  terminal.type(bytes("cd"));
  expect(terminal.heldBytes).toBe(3);
  pass(1000);
  last().hello({ input_offset: 2 });
  expect(last().inputs()).toEqual(["2:cd"]);
});

test("nothing typed goes out before the terminal said where it stands", () => {
  const { terminal, last } = setUp();
  terminal.type(bytes("ls"));
  last().onopen?.(undefined as never);
  expect(last().inputs()).toEqual([]);
  last().hello();
  expect(last().inputs()).toEqual(["0:ls"]);
});

test("consumed output is acknowledged every 64 KiB", () => {
  const { terminal, last } = setUp();
  last().hello();
  terminal.consumed(65_000);
  expect(last().sent.filter((frame) => frame.type === "ack")).toEqual([]);
  terminal.consumed(1000);
  expect(last().sent.filter((frame) => frame.type === "ack")).toEqual([{ type: "ack", offset: 66_000 }]);
});

test("too slow resumes at once; gone and a new generation are the end", () => {
  const slow = setUp();
  slow.last().hello();
  slow.last().onclose?.({ code: 4429, reason: "" });
  slow.pass(0);
  expect(slow.sockets).toHaveLength(2);
  slow.last().hello({ generation: 2 });
  expect(slow.seen.status.at(-1)).toMatchObject({ kind: "closed", code: 4409 });
  slow.pass(60_000);
  expect(slow.sockets).toHaveLength(2);

  const gone = setUp();
  gone.last().hello();
  gone.last().onclose?.({ code: 4404, reason: "gone" });
  gone.pass(60_000);
  expect(gone.sockets).toHaveLength(1);
});

test("a silent connection is found out and replaced; an answered ping gives the latency", () => {
  const { last, sockets, seen, pass } = setUp();
  last().hello();
  const ping = last().sent.find((frame) => frame.type === "ping");
  pass(12);
  last().frame({ type: "pong", nonce: ping?.type === "ping" ? ping.nonce : -1 });
  expect(seen.latency).toEqual([12]);
  pass(9_988);
  const silent = last();
  pass(9_000);
  expect(silent.closed).toBe(true);
  expect(sockets).toHaveLength(2);
});

test("a hole in the output, or nonsense, asks again from the last good byte", () => {
  const { last, sockets, pass } = setUp();
  last().hello();
  last().frame({ type: "output", offset: 0, data: bytes("abc") });
  last().frame({ type: "output", offset: 9, data: bytes("x") });
  pass(1000);
  expect(sockets).toHaveLength(2);
  expect(last().url).toContain("offset=3");
  last().hello();
  last().onmessage?.({ data: "text" });
  pass(1000);
  expect(sockets).toHaveLength(3);
});
