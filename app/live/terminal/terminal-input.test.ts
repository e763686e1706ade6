import fc from "fast-check";
import { expect, test } from "vitest";
import { bytes } from "../testing/fake-world.ts";
import { setUp } from "../testing/terminal-viewer.ts";

test("what a connection had begun to send goes on by itself, once; what was typed after the cut is held", () => {
  const { terminal, last, seen, pass } = setUp();
  last().hello();
  terminal.input.type(bytes("ab"));
  last().frame({ type: "input_ack", offset: 1 });
  last().lose();
  terminal.input.type(bytes("cd"));
  terminal.input.type(bytes("\r"));
  expect(seen.held).toEqual({ bytes: 3, text: "cd\r" });
  terminal.input.sendHeld();
  pass(1000);
  last().hello({ input_offset: 1 });
  expect(last().inputs()).toEqual(["1:b"]);
  terminal.input.type(bytes("!"));
  expect(seen.held?.text).toBe("cd\r!");
  terminal.input.sendHeld();
  expect(seen.held).toBeNull();
  expect(last().inputs()).toEqual(["1:b", "2:cd", "4:\r", "5:!"]);
  terminal.input.type(bytes("x"));
  expect(last().inputs().at(-1)).toBe("6:x");
});

test("held input that is discarded never goes out, and typing goes on", () => {
  const { terminal, last, seen, pass } = setUp();
  last().hello();
  last().lose();
  terminal.input.type(bytes("rm -rf x\r"));
  terminal.input.discardHeld();
  expect(seen.held).toBeNull();
  pass(1000);
  last().hello();
  terminal.input.type(bytes("ls"));
  expect(last().inputs()).toEqual(["0:ls"]);
});

test("who prefers so has what was typed sent when the terminal is back", () => {
  const { terminal, last, seen, pass } = setUp({ afterBreak: "send" });
  last().hello();
  last().lose();
  terminal.input.type(bytes("ls\r"));
  pass(1000);
  last().hello();
  expect(last().inputs()).toEqual(["0:ls\r"]);
  expect(seen.held).toBeNull();
});

test("a break that is over at once asks nothing; one that lasts holds what was typed in it", () => {
  const short = setUp();
  short.last().hello();
  short.last().lose(4429);
  short.terminal.input.type(bytes("a"));
  short.pass(0);
  short.last().hello();
  expect(short.last().inputs()).toEqual(["0:a"]);

  const long = setUp();
  long.last().hello();
  long.last().lose(4429);
  long.terminal.input.type(bytes("a"));
  long.pass(0);
  long.last().lose();
  long.terminal.input.type(bytes("b"));
  expect(long.seen.held?.text).toBe("ab");
});

test("too much to hold is refused whole, and what was held stays", () => {
  const { terminal, last, seen } = setUp();
  last().hello();
  last().lose();
  expect(terminal.input.type(new Uint8Array(1024 * 1024 - 1))).toBe(true);
  expect(terminal.input.type(bytes("two"))).toBe(false);
  expect(terminal.input.type(bytes("1"))).toBe(true);
  expect(seen.held?.bytes).toBe(1024 * 1024);
});

test("an answer to a program goes before what is held, and is forgotten where it can't be told at once", () => {
  const { terminal, last, seen, pass } = setUp();
  last().hello();
  last().lose();
  terminal.input.answer(bytes("[late]"));
  terminal.input.type(bytes("held"));
  pass(1000);
  last().hello();
  terminal.input.answer(bytes("[now]"));
  terminal.input.sendHeld();
  expect(last().inputs()).toEqual(["0:[now]", "5:held"]);
  expect(seen.held).toBeNull();
});

test("nothing typed goes out before the terminal said where it stands, and then it does unasked", () => {
  const { terminal, last } = setUp();
  terminal.input.type(bytes("ls"));
  last().open();
  expect(last().inputs()).toEqual([]);
  last().hello();
  expect(last().inputs()).toEqual(["0:ls"]);
});

test("whatever breaks, the terminal gets what was typed in order and once, but for what was discarded", () => {
  const step = fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record({ kind: fc.constant("type" as const), text: fc.stringMatching(/^[a-z]{1,9}$/) }),
    },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant("break" as const), delivered: fc.nat(3) }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant("back" as const) }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant("send" as const) }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant("discard" as const) }) },
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 50 }), (steps) => {
      const { terminal, last, seen, pass } = setUp();
      let connected = false;
      let expected = "";
      let held = "";
      let applied = "";
      const deliver = (count: number) => {
        for (const frame of last()
          .sent.filter(({ type }) => type === "input")
          .slice(0, count)) {
          if (frame.type !== "input") continue;
          expect(frame.offset).toBeLessThanOrEqual(applied.length);
          applied += new TextDecoder().decode(frame.data.subarray(applied.length - frame.offset));
        }
      };
      const connect = () => {
        last().hello({ input_offset: applied.length });
        connected = true;
      };
      connect();
      for (const action of steps) {
        if (action.kind === "type") {
          terminal.input.type(bytes(action.text));
          if (connected && held === "") expected += action.text;
          else held += action.text;
        } else if (action.kind === "break" && connected) {
          deliver(action.delivered);
          last().lose();
          connected = false;
        } else if (action.kind === "back" && !connected) {
          pass(20_000);
          connect();
        } else if (action.kind === "send") {
          terminal.input.sendHeld();
          if (connected) {
            expected += held;
            held = "";
          }
        } else if (action.kind === "discard") {
          terminal.input.discardHeld();
          held = "";
        }
        expect(seen.held?.text ?? "").toBe(held);
      }
      if (!connected) {
        pass(20_000);
        connect();
      }
      deliver(Number.POSITIVE_INFINITY);
      expect(applied).toBe(expected);
    }),
  );
});
