import { expect, test } from "vitest";
import { OwnKeys } from "./own-keys.ts";

function press(...pieces: string[]): string[] {
  const keys = new OwnKeys();
  return pieces
    .flatMap((piece) => keys.push(Buffer.from(piece)))
    .map((pressed) =>
      pressed.type === "input" ? Buffer.from(pressed.data).toString() : `<${pressed.type}>`,
    );
}

test("Ctrl-\\ and a letter is for us, in one piece or two, and everything else is typed", () => {
  expect(press("ls\r")).toEqual(["ls\r"]);
  expect(press("\x1cd")).toEqual(["<detach>"]);
  expect(press("a\x1c", "db")).toEqual(["a", "<detach>", "b"]);
  expect(press("\x1cs\x1cx\x1c?")).toEqual(["<send_held>", "<discard_held>", "<help>"]);
});

test("Ctrl-\\ twice is typed once", () => {
  expect(press("\x1c\x1cd")).toEqual(["\x1c", "d"]);
});

test("a terminal that tells all keys apart detaches too", () => {
  expect(press("\x1b[92;5u", "d")).toEqual(["<detach>"]);
});
