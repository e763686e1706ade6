import { expect, test } from "vitest";
import type { EventBody, LiveMessage, RecordBody } from "../../../workers/domain/sandbox/bodies.ts";
import { fakeWorld } from "../testing/fake-world.ts";
import { LiveRecord } from "./live-record.ts";
import { NumberedEntries } from "./numbered-entries.ts";

const record = (version: number) => ({ id: "s", version }) as RecordBody;
const event = (seq: number) => ({ seq, type: "noted" }) as EventBody;

function setUp() {
  const fake = fakeWorld();
  const live = new LiveRecord(fake.world, {
    path: "/sandboxes/s",
    record: record(3),
    isNewer: (told, known) => told.version > known.version,
  });
  live.connect();
  const tell = (message: LiveMessage) => fake.last().onmessage?.({ data: JSON.stringify(message) });
  return { live, tell, ...fake };
}

test("a newer record is shown, an older one is not", () => {
  const { live, last, pass, tell } = setUp();
  last().open();
  tell({ type: "record", record: record(5) });
  tell({ type: "record", record: record(4) });
  pass(100);
  expect(live.read().record.version).toBe(5);
  expect(live.read().status.kind).toBe("open");
});

test("after a break the socket asks for what follows the last event it has", () => {
  const { live, last, sockets, pass, tell } = setUp();
  last().open();
  live.adoptEntries({ events: [event(1), event(2)] });
  tell({ type: "event", event: event(3) });
  last().lose();
  pass(1000);
  expect(live.read().events.map(({ seq }) => seq)).toEqual([1, 2, 3]);
  expect(sockets.map(({ url }) => url)).toEqual(["/sandboxes/s/live?after=0", "/sandboxes/s/live?after=3"]);
});

test("the progress of an operation is the last that was told", () => {
  const { live, last, pass, tell } = setUp();
  last().open();
  tell({ type: "progress", operation_id: "op", bytes: 10, total_bytes: null });
  tell({ type: "progress", operation_id: "op", bytes: 20, total_bytes: 40 });
  pass(100);
  expect(live.read().progress).toMatchObject({ operation_id: "op", bytes: 20, total_bytes: 40 });
});

test("who is here and which terminals there are is what was last told", () => {
  const { live, last, pass, tell } = setUp();
  last().open();
  tell({ type: "presence", viewers: [{ seat: 1, name: "Ada", role: "interact", colour: 0 }], count: 70 });
  tell({ type: "terminals", items: [] });
  pass(100);
  expect(live.read()).toMatchObject({ viewers: [{ name: "Ada" }], viewerCount: 70, terminals: [] });
});

test("a connection that no longer answers is replaced, one that does is kept", () => {
  const { last, sockets, pass } = setUp();
  last().open();
  for (let minute = 0; minute < 10; minute++) {
    last().onmessage?.({ data: "pong" });
    pass(25_000);
  }
  expect(last().texts.length).toBeGreaterThan(9);
  expect(new Set(last().texts)).toEqual(new Set(["ping"]));
  expect(sockets).toHaveLength(1);
  pass(11_000);
  expect(sockets).toHaveLength(2);
});

test("a page whose sandbox was deleted while it had no socket finds that out", async () => {
  const { live, last, sockets, answers, pass } = setUp();
  last().open();
  last().lose();
  pass(1000);
  answers.status = 404;
  last().lose();
  await new Promise((done) => setImmediate(done));
  pass(60_000);
  expect(answers.asked).toEqual(["/sandboxes/s"]);
  expect(live.read().status).toMatchObject({ kind: "closed", code: 4404 });
  expect(sockets).toHaveLength(2);
});

test("a page whose reader's rights changed comes back at once, and says so once it is told anything", () => {
  const { live, last, sockets, pass, tell } = setUp();
  last().open();
  last().lose(4403, "your role was changed");
  pass(60);
  expect(sockets).toHaveLength(2);
  expect(live.read().rights).toBe(0);
  last().open();
  tell({ type: "record", record: record(3) });
  tell({ type: "record", record: record(4) });
  pass(60);
  expect(live.read()).toMatchObject({ rights: 1, status: { kind: "open" } });
});

test("entries keep their order and appear once, whichever came first, and are bounded", () => {
  const entries = new NumberedEntries<EventBody>(({ seq }) => seq, 10);
  entries.add([event(4), event(5)]);
  entries.add([event(1), event(4)]);
  entries.add([event(6)]);
  expect(entries.list().map(({ seq }) => seq)).toEqual([1, 4, 5, 6]);
  for (let seq = 7; seq < 100; seq++) entries.add([event(seq)]);
  expect(entries.list().length).toBeLessThanOrEqual(11);
  expect(entries.list().at(-1)?.seq).toBe(99);
});
