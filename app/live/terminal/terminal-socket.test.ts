import { expect, test } from "vitest";
import { bytes } from "../testing/fake-world.ts";
import { setUp } from "../testing/terminal-viewer.ts";

test("the first connection is given what is kept; a lost one resumes at its offset, and overlap is cut", () => {
  const { sockets, last, seen, pass } = setUp();
  expect(last().url).toBe("/s/t?viewer=v%201");
  last().hello();
  last().frame({ type: "output", offset: 0, data: bytes("hello ") });
  last().lose();
  expect(seen.status.at(-1)).toMatchObject({ kind: "waiting" });
  pass(1000);
  expect(sockets).toHaveLength(2);
  expect(last().url).toBe("/s/t?offset=6&viewer=v%201");
  last().hello({ offset: 11 });
  last().frame({ type: "output", offset: 3, data: bytes("lo world") });
  expect(seen.output).toBe("hello world");
});

test("a terminal whose beginning is no longer kept begins where its bytes do", () => {
  const { last, seen, pass } = setUp();
  last().hello({ offset: 5_000_003 });
  last().frame({ type: "output", offset: 5_000_000, data: bytes("abc") });
  expect(seen.output).toBe("abc");
  last().lose();
  pass(1000);
  expect(last().url).toContain("offset=5000003");
});

test("what is no longer kept is told, and the screen that follows says where the stream goes on", () => {
  const { last, seen, pass } = setUp();
  last().hello({ offset: 10 });
  last().frame({ type: "output", offset: 0, data: bytes("0123456789") });
  last().lose();
  pass(1000);
  last().hello({ offset: 600 });
  last().frame({ type: "dropped", from: 10, to: 400 });
  last().frame({ type: "screen", offset: 500, cols: 80, rows: 24, data: bytes("…") });
  last().frame({ type: "output", offset: 500, data: bytes("x") });
  expect(seen.dropped).toEqual([390]);
  expect(seen.stream.map(({ type }) => type)).toEqual(["output", "gap", "screen", "output"]);
  last().lose();
  pass(1000);
  expect(last().url).toContain("offset=501");
});

test("a gap is passed when what follows it has come: a cut before that resumes before it, and it is told once", () => {
  const { last, seen, pass } = setUp();
  last().hello({ offset: 10 });
  last().frame({ type: "output", offset: 0, data: bytes("0123456789") });
  for (const to of [400, 600]) {
    last().lose();
    pass(20_000);
    expect(last().url).toContain("offset=10&");
    last().hello({ offset: to + 100 });
    last().frame({ type: "dropped", from: 10, to });
    last().frame({ type: "size", cols: 100, rows: 30 });
  }
  expect([seen.dropped, seen.stream.map(({ type }) => type)]).toEqual([[], ["output"]]);
  last().frame({ type: "screen", offset: 700, cols: 80, rows: 24, data: bytes("…") });
  expect(seen.dropped).toEqual([590]);
  expect(seen.stream.slice(1)).toMatchObject([{ type: "gap", offset: 600 }, { cols: 100 }, { offset: 700 }]);
  last().lose();
  pass(20_000);
  expect(last().url).toContain("offset=700&");
  last().hello({ offset: 701 });
  last().frame({ type: "size", cols: 90, rows: 24 });
  last().frame({ type: "output", offset: 700, data: bytes("x") });
  expect(seen.stream.slice(4).map(({ type }) => type)).toEqual(["size", "output"]);
  expect(seen.dropped).toEqual([590]);
});

test("a gap told on a connection that was cut does not hold on the next one: what is kept after all is shown", () => {
  const { last, seen, pass } = setUp();
  last().hello({ offset: 3 });
  last().frame({ type: "output", offset: 0, data: bytes("abc") });
  last().frame({ type: "dropped", from: 3, to: 400 });
  last().frame({ type: "size", cols: 100, rows: 30 });
  last().lose();
  pass(1000);
  last().hello({ offset: 6 });
  last().frame({ type: "output", offset: 3, data: bytes("def") });
  expect([seen.output, seen.dropped, seen.stream.length]).toEqual(["abcdef", [], 2]);
});

test("without a screen the next output ends a gap, told in pieces or not, also for who had nothing yet", () => {
  const { last, sockets, seen, pass } = setUp();
  last().hello({ offset: 5_000_000 });
  last().frame({ type: "dropped", from: 5_000_000, to: 5_000_400 });
  last().lose();
  pass(1000);
  expect(sockets).toHaveLength(2);
  expect(last().url).toContain("offset=5000000&");
  last().hello({ offset: 5_000_600 });
  last().frame({ type: "dropped", from: 5_000_000, to: 5_000_400 });
  last().frame({ type: "dropped", from: 5_000_400, to: 5_000_600 });
  last().frame({ type: "size", cols: 100, rows: 30 });
  expect(seen.stream).toEqual([]);
  last().frame({ type: "output", offset: 5_000_600, data: bytes("new") });
  expect(seen.dropped).toEqual([600]);
  expect(seen.stream.map(({ type }) => type)).toEqual(["gap", "size", "output"]);
  last().lose();
  pass(1000);
  expect(last().url).toContain("offset=5000603&");
});

test("a connection counts as open when the terminal has greeted, not before", () => {
  const { last, seen } = setUp();
  last().open();
  expect(seen.status.map(({ kind }) => kind)).toEqual(["connecting"]);
  last().hello();
  expect(seen.status.map(({ kind }) => kind)).toEqual(["connecting", "open"]);
});

test("the size that is wanted is proposed once, after each hello, and never by one who only watches", () => {
  const { terminal, last, pass } = setUp();
  terminal.propose(100, 30);
  last().hello();
  terminal.propose(100, 30);
  terminal.propose(120, 40);
  last().lose();
  terminal.propose(90, 20);
  const sizes = () => last().sent.flatMap((frame) => (frame.type === "resize" ? [frame.cols] : []));
  expect(sizes()).toEqual([100, 120]);
  pass(1000);
  last().hello();
  expect(sizes()).toEqual([90]);
  terminal.claim();
  expect(last().sent.at(-1)).toEqual({ type: "claim" });

  const watching = setUp();
  watching.terminal.propose(100, 30);
  watching.last().hello({ role: "view" });
  watching.terminal.claim();
  expect(watching.last().sent.filter(({ type }) => type !== "ping")).toEqual([]);
});

test("output that is on the screen is acknowledged every 64 KiB", () => {
  const { last } = setUp();
  last().hello();
  const acks = () => last().sent.flatMap((frame) => (frame.type === "ack" ? [frame.offset] : []));
  last().frame({ type: "output", offset: 0, data: new Uint8Array(65_000) });
  expect(acks()).toEqual([]);
  last().frame({ type: "output", offset: 65_000, data: new Uint8Array(1000) });
  expect(acks()).toEqual([66_000]);
});

test("too slow resumes at once but not in a tight loop, and only when most of what it has is on the screen", () => {
  const { terminal, last, sockets, seen, pass } = setUp({ shows: false });
  last().hello();
  for (let at = 0; at < 5; at++)
    last().frame({ type: "output", offset: at * 65_536, data: new Uint8Array(65_536) });
  last().lose(4429);
  pass(10);
  expect(sockets).toHaveLength(1);
  terminal.shown(65_536);
  expect(sockets).toHaveLength(2);
  last().hello();
  expect(seen.status.map(({ kind }) => kind)).toEqual(["connecting", "open", "open"]);
  last().lose(4429);
  pass(150);
  expect(sockets).toHaveLength(2);
  pass(400);
  expect(sockets).toHaveLength(3);
});

test("coming back at once is not worth a word, unless it takes long", () => {
  const { last, seen, pass } = setUp();
  last().hello();
  last().lose(4429);
  pass(1_400);
  expect(seen.status.at(-1)?.kind).toBe("open");
  pass(200);
  expect(seen.status.at(-1)?.kind).toBe("waiting");
  last().hello();
  pass(5_000);
  expect(seen.status.at(-1)?.kind).toBe("open");
});

test("gone and a new generation are the end", () => {
  const again = setUp();
  again.last().hello();
  again.last().lose();
  again.pass(1000);
  again.last().hello({ generation: 2 });
  expect(again.seen.status.at(-1)).toMatchObject({ kind: "closed", code: 4409 });
  again.pass(60_000);
  expect(again.sockets).toHaveLength(2);

  const gone = setUp();
  gone.last().hello();
  gone.last().lose(4404);
  gone.pass(60_000);
  expect(gone.sockets).toHaveLength(1);
});

test.each([
  [404, 4404],
  [401, 4401],
  [403, 4403],
  [410, 4410],
])("a socket refused because the record answers %i ends with %i", async (status, code) => {
  const { last, sockets, seen, answers, pass } = setUp();
  answers.status = status;
  last().lose();
  await Promise.resolve();
  await Promise.resolve();
  await Promise.resolve();
  expect(answers.asked).toEqual(["/s"]);
  expect(seen.status.at(-1)).toMatchObject({ kind: "closed", code });
  pass(60_000);
  expect(sockets).toHaveLength(1);
});

test("changed rights are asked about at once: who may still look goes on, reading only where that is what is left", () => {
  const { terminal, last, sockets, seen, pass } = setUp();
  last().hello({ role: "interact" });
  last().lose(4403, "your role was changed");
  terminal.input.type(bytes("rm"));
  pass(0);
  expect(sockets).toHaveLength(2);
  last().hello({ role: "view" });
  expect(last().inputs()).toEqual([]);
  expect(seen.held).toBeNull();
  expect(seen.status.map(({ kind }) => kind)).toEqual(["connecting", "open", "open"]);
});

test("a right that is gone ends it for good with what the server says, and with it what was typed", async () => {
  const { terminal, last, sockets, seen, answers, pass } = setUp();
  last().hello();
  answers.status = 410;
  answers.told = { reason_code: "share_revoked", message: "This share link was taken back." };
  last().lose(4403, "the share link was revoked");
  terminal.input.type(bytes("rm"));
  pass(0);
  last().lose();
  await new Promise((done) => setImmediate(done));
  expect(seen.status.at(-1)).toEqual({
    kind: "closed",
    code: 4410,
    reason: "the share link was revoked",
    told: answers.told,
  });
  pass(60_000);
  expect(sockets).toHaveLength(2);
  expect(sockets[1]?.inputs()).toEqual([]);
});

test("a refusal that says nothing against it is tried again; a connection that was open is not asked about", async () => {
  const { last, sockets, answers, pass } = setUp();
  answers.status = 200;
  last().lose();
  await Promise.resolve();
  pass(1000);
  expect(sockets).toHaveLength(2);
  last().hello();
  last().lose();
  expect(answers.asked).toHaveLength(1);
});

test("an attempt that neither opens nor fails is given up", () => {
  const { sockets, pass, terminal } = setUp();
  pass(15_000);
  pass(1_000);
  expect(sockets).toHaveLength(2);
  pass(4_000);
  terminal.wake();
  expect(sockets).toHaveLength(3);
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

test("on waking, an open connection has 2.5 s to prove that it is one", () => {
  const { terminal, last, sockets, pass } = setUp();
  last().hello();
  pass(100);
  terminal.wake();
  last().frame({ type: "notice", notice: { kind: "keep_alive" } });
  pass(2_500);
  expect(sockets).toHaveLength(1);
  terminal.wake();
  pass(3_000);
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
