import { expect, test } from "vitest";
import { onSent, type Sent } from "./person-input.ts";

function setUp() {
  const sent: Sent[] = [];
  const source = {
    key: (_: string) => {},
    data: (_: string) => {},
    binary: (_: string) => {},
  };
  const stop = { dispose: () => {} };
  onSent(
    {
      onKey(run) {
        source.key = (key) => run({ key, domEvent: {} as KeyboardEvent }, undefined);
        return stop;
      },
      onData(run) {
        source.data = (data) => run(data, undefined);
        return stop;
      },
      onBinary(run) {
        source.binary = (data) => run(data, undefined);
        return stop;
      },
    },
    (one) => sent.push(one),
  );
  const press = (key: string) => {
    source.key(key);
    source.data(key);
  };
  return { sent, source, press };
}

test("a key that sends what an answer looks like is a person's", () => {
  const { sent, source, press } = setUp();
  press("\x1b[1;2R");
  source.data("\x1b[1;2R");
  press("\x1b[57441;1u");
  source.data("\x1b[?1;2c");
  expect(sent.map(({ by }) => by)).toEqual(["person", "terminal", "person", "terminal"]);
});

test("a key that sent nothing does not vouch for what comes later", () => {
  const { sent, source } = setUp();
  source.key("\x1b[1;2R");
  source.data("x");
  source.data("\x1b[1;2R");
  expect(sent.map(({ by }) => by)).toEqual(["person", "terminal"]);
});

test("pastes and composed words are a person's, the mouse is told by itself", () => {
  const { sent, source } = setUp();
  source.data("\x1b[200~text\x1b[201~");
  source.data("é");
  source.data("\x1b[<0;1;1M");
  source.data("\x1b[<35;1;1M");
  source.binary("\x1b[M !!");
  expect(sent.map(({ by }) => by)).toEqual(["person", "person", "pointer", "hover", "pointer"]);
});
