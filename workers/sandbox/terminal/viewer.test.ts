import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { decodeFromPty, encodeFrame } from "../../domain/protocol.ts";
import { person } from "../../testing/terminal-viewer.ts";
import { TerminalViewer } from "./viewer.ts";

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
});
afterEach(() => {
  vi.useRealTimers();
});

function world(expires_at: number | null = null) {
  const { 0: client, 1: server } = new WebSocketPair();
  client.binaryType = server.binaryType = "arraybuffer";
  const seen = { now: 1_000, notices: 0, over: null as number | null, client };
  client.accept();
  client.addEventListener("message", ({ data }) => {
    const decoded = decodeFromPty(data as ArrayBuffer);
    if (decoded.ok && decoded.frame.type === "notice") seen.notices++;
  });
  const who = { ...person("U", "view"), expires_at };
  const viewer = new TerminalViewer(server, "v", who, {
    now: () => seen.now,
    window: () => 1_000_000,
    received: () => undefined,
    over: (_, code) => {
      seen.over ??= code;
    },
  });
  viewer.open();
  const pass = async (ms: number) => {
    for (let left = ms; left > 0; left -= 5_000) {
      seen.now += 5_000;
      await vi.advanceTimersByTimeAsync(5_000);
      viewer.look();
      await scheduler.wait(0);
    }
  };
  return { seen, viewer, pass };
}

test("a quiet connection carries a notice about every 25 s, a busy one none", async () => {
  const { seen, viewer, pass } = world();
  await pass(20_000);
  expect(seen.notices).toBe(0);
  await pass(10_000);
  expect(seen.notices).toBe(1);
  for (let times = 0; times < 6; times++) {
    viewer.send({ type: "pong", nonce: 1 });
    await pass(10_000);
  }
  expect(seen.notices).toBe(1);
  await pass(3_600_000);
  expect(seen.notices).toBeGreaterThan(100);
  expect(seen.over).toBeNull();
});

test("one that owes a few lines stays, an hour long, though it says nothing", async () => {
  const { seen, viewer, pass } = world();
  viewer.feed.sent = 500;
  await pass(3_600_000);
  expect(seen.over).toBeNull();
});

test("one that owes acknowledgements and says nothing for 30 s holds nobody up any longer", async () => {
  const { seen, viewer, pass } = world();
  viewer.feed.sent = 200_000;
  await pass(25_000);
  seen.client.send(encodeFrame({ type: "ping", nonce: 1 }));
  await scheduler.wait(0);
  await pass(30_000);
  expect(seen.over).toBeNull();
  await pass(10_000);
  expect(seen.over).toBe(4429);
});

test("its time is over at its time, however far off that is", async () => {
  // setTimeout takes no delay as long as this.
  const far = 2 ** 31 + 60_000;
  const { seen } = world(1_000 + far);
  seen.now = 2 ** 31;
  await vi.advanceTimersByTimeAsync(2 ** 31);
  expect(seen.over).toBeNull();
  seen.now = 1_000 + far;
  await vi.advanceTimersByTimeAsync(61_000);
  expect(seen.over).toBe(4410);
});
