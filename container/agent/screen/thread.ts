/** The program of the thread that keeps the terminals' screens: what it takes to parse output delays nobody's input. */
import { parentPort } from "node:worker_threads";
import type { Size } from "../../../workers/domain/terminal/tape.ts";
import type { FromScreens, ToScreens } from "./messages.ts";
import { type Screen, ScreenKeeper } from "./screen-keeper.ts";

const keepers = new Map<number, ScreenKeeper>();
const port = parentPort;
if (port === null) throw new Error("not a thread");
const answer = (message: FromScreens, transfer: ArrayBuffer[] = []): void =>
  port.postMessage(message, transfer);

port.on("message", (message: ToScreens) => {
  switch (message.type) {
    case "begin":
      keepers.get(message.pty)?.dispose();
      keepers.set(message.pty, ScreenKeeper.from(message.at));
      return;
    case "output": {
      const { pty, piece } = message;
      const keeper = keepers.get(pty);
      if (keeper === undefined) return;
      keeper.take(piece);
      const buffer = piece.bytes.buffer as ArrayBuffer;
      answer({ type: "progress", pty, offset: keeper.offset, buffer }, [buffer]);
      return;
    }
    case "screen": {
      const screen = keepers.get(message.pty)?.screen() ?? null;
      answer({ type: "screen", request: message.request, screen });
      return;
    }
    case "show":
      answer({ type: "screen", request: message.request, screen: show(message, keepers.get(message.pty)) });
      return;
    case "end":
      keepers.get(message.pty)?.dispose();
      keepers.delete(message.pty);
      return;
    case "retire": {
      const settled = [...keepers.values()].every((keeper) => keeper.isSettled);
      answer({
        type: "retired",
        screens: settled ? [...keepers].map(([pty, keeper]) => [pty, keeper.rest()]) : null,
      });
      if (settled) port.close();
    }
  }
});

function show(
  { begin, piece }: Extract<ToScreens, { type: "show" }>,
  kept: ScreenKeeper | undefined,
): Screen | null {
  const from: Size | Screen | null = kept === undefined ? begin : kept.screen();
  if (from === null) return null;
  const offset = kept?.offset ?? 0;
  const bytes = piece.bytes.subarray(offset - piece.offset);
  const keeper = new ScreenKeeper(from);
  try {
    return keeper.show({ offset, bytes, sizes: piece.sizes.filter((size) => size.offset >= offset) });
  } finally {
    keeper.dispose();
  }
}
