import { expect, test } from "vitest";
import type { EventBody, LiveMessage, RecordBody } from "../../workers/domain/bodies.ts";
import { LiveRecord } from "./live-record.ts";
import { NumberedEntries } from "./numbered-entries.ts";
import type { Socket } from "./reconnecting-socket.ts";

const record = (version: number) => ({ id: "s", version }) as RecordBody;
const event = (seq: number) => ({ seq, type: "noted" }) as EventBody;

function setUp() {
  const urls: string[] = [];
  const timers: (() => void)[] = [];
  const socket: Socket = {
    binaryType: "",
    onopen: null,
    onmessage: null,
    onclose: null,
    send: () => {},
    close: () => {},
  };
  const live = new LiveRecord(
    {
      open: (url) => {
        urls.push(url);
        return socket;
      },
      now: () => 0,
      random: () => 0,
      later(_ms, run) {
        timers.push(run);
        return () => {};
      },
    },
    "/live",
    record(3),
  );
  live.connect();
  const run = () => {
    for (const timer of timers.splice(0)) timer();
  };
  const tell = (message: LiveMessage) => socket.onmessage?.({ data: JSON.stringify(message) });
  return { live, socket, urls, run, tell };
}

test("a newer record is shown, an older one is not", () => {
  const { live, socket, run, tell } = setUp();
  socket.onopen?.(undefined as never);
  tell({ type: "record", record: record(5) });
  tell({ type: "record", record: record(4) });
  run();
  expect(live.read().record.version).toBe(5);
  expect(live.read().status.kind).toBe("open");
});

test("after a break the socket asks for what follows the last event it has", () => {
  const { live, socket, urls, run, tell } = setUp();
  socket.onopen?.(undefined as never);
  live.adoptEntries({ events: [event(1), event(2)] });
  tell({ type: "event", event: event(3) });
  socket.onclose?.({ code: 1006, reason: "" });
  run();
  run();
  expect(live.read().events.map(({ seq }) => seq)).toEqual([1, 2, 3]);
  expect(urls).toEqual(["/live?after=0", "/live?after=3"]);
});

test("the progress of an operation is the last that was told", () => {
  const { live, socket, run, tell } = setUp();
  socket.onopen?.(undefined as never);
  tell({ type: "progress", operation_id: "op", bytes: 10, total_bytes: null });
  tell({ type: "progress", operation_id: "op", bytes: 20, total_bytes: 40 });
  run();
  expect(live.read().progress).toMatchObject({ operation_id: "op", bytes: 20, total_bytes: 40 });
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
