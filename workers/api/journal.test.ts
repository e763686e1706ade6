import { beforeAll, expect, test } from "vitest";
import { call, discard, launch, makeOwner, type Person, raw } from "../testing/people.ts";
import { readEvents } from "../testing/server-events.ts";

const STREAM = { accept: "text/event-stream" };
let owner: Person;
beforeAll(async () => {
  owner = await makeOwner();
});

test("the journal comes in pages without holes", async () => {
  await launch(owner, { name: "j" });
  const all = (await call(owner, "GET", "/sandboxes/j/events?after=0")).body;
  const seqs = all.items.map(({ seq }: { seq: number }) => seq);
  expect(seqs).toEqual(seqs.map((_: number, index: number) => index + 1));
  expect(all.next_after).toBe(seqs.at(-1));
  const paged: number[] = [];
  for (let after = 0; ; ) {
    const page = (await call(owner, "GET", `/sandboxes/j/events?after=${after}&limit=3`)).body;
    if (page.items.length === 0) break;
    expect(page.items.length).toBeLessThanOrEqual(3);
    paged.push(...page.items.map(({ seq }: { seq: number }) => seq));
    after = page.next_after;
  }
  expect(paged).toEqual(seqs);
  await discard(owner, "j");
});

test("the journal is followed live, resumed where it was left, and ends when the sandbox does", async () => {
  await launch(owner, { name: "f" });
  const first = await raw(owner, "GET", "/sandboxes/f/events", undefined, STREAM);
  const seen = await readEvents(first, ({ data }) => data.to === "running");
  const last = seen.at(-1);
  expect(last?.id).toBe(String(last?.data.seq));

  const resumed = await raw(owner, "GET", "/sandboxes/f/events", undefined, {
    ...STREAM,
    "last-event-id": last?.id ?? "",
  });
  const rest = readEvents(resumed);
  await call(owner, "POST", "/sandboxes/f/checkpoints", {}, { prefer: "wait=60" });
  await discard(owner, "f");
  const events = await rest;
  expect(events.at(-1)).toMatchObject({ event: "end", data: { reason: "destroyed" } });
  const seqs = [...seen, ...events.slice(0, -1)].map(({ data }) => data.seq);
  expect(seqs).toEqual(seqs.map((_, index) => index + 1));
  expect(events.some(({ data }) => data.to === "destroyed")).toBe(true);
});

test("logs are followed live and resumed by offset, no byte twice and none lost", async () => {
  const command =
    "for i in $(seq 1 300); do echo line $i; done; sleep 1; for i in $(seq 301 600); do echo line $i; done";
  await launch(owner, { name: "l", command });
  const expected = Array.from({ length: 600 }, (_, i) => `line ${i + 1}\n`).join("");
  let text = "";
  let after = "0";
  for (const cut of ["line 100\n", "line 400\n", "line 600\n"]) {
    if (text.includes(cut)) continue;
    const path = `/sandboxes/l/logs?source=task&after=${after}`;
    const response = await raw(owner, "GET", path, undefined, STREAM);
    let part = "";
    const events = await readEvents(response, ({ data }) => {
      part += data.text;
      return (text + part).includes(cut);
    });
    text += part;
    after = events.at(-1)?.id ?? after;
  }
  expect(text).toBe(expected);
  await discard(owner, "l");
});

test.each(["after=-1", "after=1.5", "after=NaN", "after=90s", "limit=0", "limit=501", "limit=Infinity"])(
  "R8: events?%s is refused, naming the parameter",
  async (query) => {
    const reply = await call(owner, "GET", `/sandboxes/any/events?${query}`);
    expect(reply).toMatchObject({ status: 400, body: { field: query.split("=")[0], retryable: false } });
  },
);
