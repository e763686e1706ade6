import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Cast, type CastPosition } from "./cast.ts";

const START = 1_700_000_000_500;
const AT: CastPosition = { offset: 0, cols: 80, rows: 24, time_ms: 0 };
const bytes = (text: string) => new TextEncoder().encode(text);
const textOf = (part: { bytes: Uint8Array } | null) => new TextDecoder().decode(part?.bytes);

type Event = [number, "o" | "r" | "m", string];

function events(cast: Cast): Event[] {
  const lines = textOf(cast.take()).split("\n");
  expect(lines.pop()).toBe("");
  return lines.map((line) => JSON.parse(line) as Event);
}

function shown(list: readonly Event[]): string {
  return list.flatMap(([, code, data]) => (code === "o" ? [data] : [])).join("");
}

describe("a film of a terminal", () => {
  it("begins with the header of asciicast v2, then one event a line", () => {
    const cast = new Cast(START, AT);
    cast.header('build "1"');
    cast.output(0, bytes("a\r\n\x1b[31m"), START + 1500);
    expect(textOf(cast.take())).toBe(
      '{"version":2,"width":80,"height":24,"timestamp":1700000000,"title":"build \\"1\\"","env":{"TERM":"xterm-256color"}}\n' +
        '[1.5,"o","a\\r\\n\\u001b[31m"]\n',
    );
  });

  it("makes output within 30 ms one event, of the time at which it began", () => {
    const cast = new Cast(START, AT);
    cast.output(0, bytes("a"), START + 10);
    cast.output(1, bytes("b"), START + 40);
    cast.output(2, bytes("c"), START + 41);
    expect(events(cast)).toEqual([
      [0.01, "o", "ab"],
      [0.041, "o", "c"],
    ]);
  });

  it("never goes back in time when the clock does", () => {
    const cast = new Cast(START, AT);
    cast.output(0, bytes("a"), START + 5000);
    cast.resize(100, 30, START + 4000);
    cast.output(1, bytes("b"), START - 9000);
    expect(events(cast).map(([time]) => time)).toEqual([5, 5, 5]);
  });

  it("keeps sizes where they stand in the stream, and says nothing of one that is no other", () => {
    const cast = new Cast(START, AT);
    cast.resize(80, 24, START);
    cast.output(0, bytes("a"), START);
    cast.resize(100, 30, START);
    cast.output(1, bytes("b"), START);
    expect(events(cast).map(([, code, data]) => [code, data])).toEqual([
      ["o", "a"],
      ["r", "100x30"],
      ["o", "b"],
    ]);
  });

  it("tells what is missing, and goes on with the screen that came instead", () => {
    const cast = new Cast(START, AT);
    cast.output(0, bytes("ab"), START);
    cast.lost(10, START);
    cast.screen({ offset: 10, cols: 90, rows: 20, data: bytes("screen") }, START);
    cast.output(10, bytes("c"), START);
    expect(events(cast).map(([, code, data]) => [code, data])).toEqual([
      ["o", "ab"],
      ["m", "8 bytes of output are missing here"],
      ["r", "90x20"],
      ["o", "\x1bcscreen"],
      ["o", "c"],
    ]);
  });

  it("marks a gap that nobody announced", () => {
    const cast = new Cast(START, AT);
    cast.output(4, bytes("x"), START);
    expect(events(cast)).toEqual([
      [0, "m", "4 bytes of output are missing here"],
      [0, "o", "x"],
    ]);
  });

  it("C27: what is stored ends with a whole character, and its offset says so", () => {
    const cast = new Cast(START, AT);
    const euro = bytes("€");
    cast.output(0, bytes("a"), START);
    cast.output(1, euro.subarray(0, 2), START);
    const first = cast.take();
    expect(textOf(first)).toBe('[0,"o","a"]\n');
    expect(first?.upto.offset).toBe(1);
    cast.output(3, euro.subarray(2), START + 100);
    expect(events(cast)).toEqual([[0.1, "o", "€"]]);
    cast.output(4, euro.subarray(0, 1), START + 200);
    cast.finish(START + 300);
    expect(events(cast)).toEqual([[0.3, "o", "\ufffd"]]);
  });

  it("C27: however it is cut into pieces, repeated and stored on the way, all text comes out once", () => {
    const text = fc.string({
      unit: fc.constantFrom("a", "é", "漢", "😀", "\r\n", "\x1b[2J", "\ufeff", '"\\'),
    });
    const cuts = fc.array(fc.record({ at: fc.nat(200), back: fc.nat(6), store: fc.boolean() }));
    fc.assert(
      fc.property(text, cuts, (whole, pieces) => {
        const all = bytes(whole);
        let cast = new Cast(START, AT);
        let now = START;
        let out = "";
        const ends = [...pieces.map(({ at }) => at).sort((a, b) => a - b), all.byteLength];
        for (const [index, end] of ends.entries()) {
          const { back, store } = pieces[index] ?? { back: 0, store: false };
          const from = Math.max(0, Math.min(cast.offset, all.byteLength) - back);
          cast.output(from, all.subarray(from, Math.max(from, end)), now);
          now += 20;
          if (!store) continue;
          // A restart: it goes on from what was stored.
          const part = cast.take();
          if (!part) continue;
          out += shown(
            textOf(part)
              .trimEnd()
              .split("\n")
              .map((line) => JSON.parse(line) as Event),
          );
          cast = new Cast(START, part.upto);
        }
        cast.output(Math.min(cast.offset, all.byteLength), all.subarray(cast.offset), now);
        cast.finish(now);
        out += shown(events(cast));
        expect(out).toBe(whole);
      }),
    );
  });
});
