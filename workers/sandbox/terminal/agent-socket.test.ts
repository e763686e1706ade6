import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { decodeToPty, encodeFrame, type ToPtyFrame } from "../../domain/protocol.ts";
import { EngineError } from "../../engines/engine.ts";
import { AgentSocket } from "./agent-socket.ts";

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
});
afterEach(() => {
  vi.useRealTimers();
});

const HELLO = {
  pty_id: "p",
  generation: 1,
  first_offset: 0,
  offset: 0,
  cols: 80,
  rows: 24,
  input_offset: 0,
};

/** An agent at the other end; `answers` = whether it says a word. */
function world(refuses: () => Error | null = () => null) {
  const seen = {
    attached_at: [] as number[],
    greeted: 0,
    ended: null as number | null,
    answers: true,
    /** The agent's end of the last socket. */
    agent: null as WebSocket | null,
  };
  let now = 0;
  const socket = new AgentSocket({
    now: () => now,
    attach: async () => {
      seen.attached_at.push(now);
      const refusal = refuses();
      if (refusal) throw refusal;
      const { 0: client, 1: server } = new WebSocketPair();
      server.binaryType = "arraybuffer";
      server.accept();
      server.addEventListener("message", ({ data }) => {
        const decoded = decodeToPty(data as ArrayBuffer);
        const frame: ToPtyFrame | null = decoded.ok ? decoded.frame : null;
        if (seen.answers && frame?.type === "ping")
          server.send(encodeFrame({ type: "pong", nonce: frame.nonce }));
      });
      if (seen.answers) server.send(encodeFrame({ type: "hello", hello: HELLO }));
      seen.agent = server;
      return client;
    },
    final: [4429],
    hello: () => {
      seen.greeted++;
    },
    receive: () => undefined,
    ended: (code) => {
      seen.ended = code;
    },
  });
  const pass = async (ms: number) => {
    for (let left = ms; left > 0; left -= 100) {
      now += 100;
      await vi.advanceTimersByTimeAsync(100);
      // Frames between the two ends take real turns.
      await scheduler.wait(0);
    }
  };
  return { seen, socket, pass };
}

test("an end that is silent for 10 s after a ping is left, and attached to again", async () => {
  const { seen, socket, pass } = world();
  await pass(60_000);
  expect([seen.attached_at.length, seen.greeted]).toEqual([1, 1]);
  seen.answers = false;
  await pass(36_000);
  expect(seen.attached_at.length).toBeGreaterThan(1);
  seen.answers = true;
  await pass(20_000);
  expect(seen.greeted).toBe(2);
  expect(socket.open).toBe(true);
  socket.close("done");
});

test("it tries at once, then ever more rarely up to 5 s, for as long as nothing says that it is over", async () => {
  const { seen, socket, pass } = world(() => new Error("connection refused"));
  await pass(60_000);
  const waits = seen.attached_at.slice(1).map((at, index) => at - seen.attached_at[index]!);
  expect(waits[0]).toBeLessThanOrEqual(100);
  expect(waits.at(-1)).toBe(5_000);
  // Time passes here in steps of 100 ms.
  const rest = waits.slice(2);
  expect(rest).toEqual([...rest].sort((one, other) => one - other));
  expect(seen.ended).toBeNull();
  socket.close("done");
});

test.each([
  ["pty_not_found", 4404],
  ["generation_mismatch", 4409],
])("C23: only the refusal %s itself ends it (%i)", async (reason_code, code) => {
  let known = false;
  const refusal = () => ({ reason_code: known ? reason_code : "not_found", message: "no", retryable: false });
  const { seen, pass } = world(() => new EngineError(refusal()));
  await pass(3_000);
  expect(seen.ended).toBeNull();
  known = true;
  await pass(6_000);
  expect(seen.ended).toBe(code);
});

test.each([
  [4404, 4404],
  [4409, 4409],
  [4429, 4429],
  [1000, 4500],
  [4500, null],
  [1012, null],
])("a close with %i ends it with %j, null: it comes back", async (code, expected) => {
  const { seen, socket, pass } = world();
  await pass(1_000);
  seen.agent?.close(code, "said the agent");
  await pass(1_000);
  expect(seen.ended).toBe(expected);
  expect(seen.attached_at.length).toBe(expected === null ? 2 : 1);
  socket.close("done");
});
