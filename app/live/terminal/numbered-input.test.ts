import fc from "fast-check";
import { expect, test } from "vitest";
import { NumberedInput } from "./numbered-input.ts";

const bytes = (text: string) => new TextEncoder().encode(text);
const text = (pieces: { data: Uint8Array }[]) =>
  pieces.map((piece) => new TextDecoder().decode(piece.data)).join("");

test("input goes out once, in order, numbered", () => {
  const held = new NumberedInput();
  held.push(bytes("ls"));
  held.push(bytes(" -l\r"));
  expect(held.take(64, 1024)).toEqual([
    { offset: 0, data: bytes("ls") },
    { offset: 2, data: bytes(" -l\r") },
  ]);
  expect(held.take(64, 1024)).toEqual([]);
});

test("input typed while disconnected is held and sent from where the terminal stands", () => {
  const held = new NumberedInput();
  held.push(bytes("abcdef"));
  held.take(64, 1024);
  held.acknowledge(2);
  held.push(bytes("ghi"));
  held.resumeAt(4);
  expect(held.take(64, 1024)).toEqual([
    { offset: 4, data: bytes("ef") },
    { offset: 6, data: bytes("ghi") },
  ]);
});

test("a terminal that forgot this viewer gets only what was never sent", () => {
  const held = new NumberedInput();
  held.push(bytes("rm -rf x\r"));
  held.take(64, 1024);
  held.acknowledge(5);
  held.push(bytes("pwd\r"));
  held.resumeAt(0);
  expect(held.take(64, 1024)).toEqual([{ offset: 0, data: bytes("pwd\r") }]);
});

test("the window bounds what is unacknowledged", () => {
  const held = new NumberedInput();
  held.push(bytes("12345678"));
  expect(text(held.take(2, 5))).toBe("12345");
  expect(held.take(2, 5)).toEqual([]);
  held.acknowledge(4);
  expect(text(held.take(2, 5))).toBe("678");
  expect(held.bytes).toBe(4);
});

test("what no connection has begun to send can be taken back, and the numbers go on where they were", () => {
  const held = new NumberedInput();
  held.push(bytes("paste-of-some-length"));
  expect(text(held.take(64, 6))).toBe("paste-");
  held.push(bytes("rm"));
  held.push(bytes("\r"));
  expect(held.takeBack()).toEqual([bytes("rm"), bytes("\r")]);
  held.resumeAt(3);
  held.push(bytes("!"));
  expect(text(held.take(64, 1024))).toBe("te-of-some-length!");
  expect(held.takeBack()).toEqual([]);
});

test("whatever connections break, the terminal gets every byte exactly once", () => {
  const step = fc.oneof(
    fc.record({ kind: fc.constant("type" as const), text: fc.string({ maxLength: 12 }) }),
    fc.record({ kind: fc.constant("send" as const), delivered: fc.nat(4) }),
    fc.record({ kind: fc.constant("break" as const) }),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const held = new NumberedInput();
      let typed = "";
      let applied = new Uint8Array();
      const deliver = (pieces: { offset: number; data: Uint8Array }[]) => {
        for (const piece of pieces) {
          expect(piece.offset).toBeLessThanOrEqual(applied.length);
          const fresh = piece.data.subarray(applied.length - piece.offset);
          applied = new Uint8Array([...applied, ...fresh]);
        }
      };
      for (const action of steps) {
        if (action.kind === "type") {
          typed += action.text;
          held.push(bytes(action.text));
        } else if (action.kind === "send") {
          const pieces = held.take(3, 16);
          // Only some arrive before the connection breaks; acknowledgements may be lost with it.
          deliver(pieces.slice(0, action.delivered));
          if (action.delivered >= pieces.length) held.acknowledge(applied.length);
          else held.resumeAt(applied.length);
        } else {
          held.resumeAt(applied.length);
        }
      }
      held.resumeAt(applied.length);
      for (let left = held.take(3, 16); left.length > 0; left = held.take(3, 16)) {
        deliver(left);
        held.acknowledge(applied.length);
      }
      expect(new TextDecoder().decode(applied)).toBe(new TextDecoder().decode(bytes(typed)));
    }),
  );
});
