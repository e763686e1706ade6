import type { LinkStatus } from "../connection/reconnecting-socket.ts";
import type { Held } from "../terminal/terminal-input.ts";
import { TerminalSocket } from "../terminal/terminal-socket.ts";
import type { StreamFrame } from "../terminal/terminal-stream.ts";
import { fakeWorld } from "./fake-world.ts";

/** A viewer that connects in a fake world, and what it was told. `shows`: what comes is on the screen at once. */
export function setUp({ afterBreak = "ask" as "ask" | "send", shows = true } = {}) {
  const fake = fakeWorld();
  const seen = {
    output: "",
    stream: [] as StreamFrame[],
    dropped: [] as number[],
    status: [] as LinkStatus[],
    latency: [] as number[],
    held: null as Held | null,
    notices: [] as string[],
  };
  const terminal: TerminalSocket = new TerminalSocket(
    fake.world,
    { path: "/s/t", record: "/s", viewer: "v 1", afterBreak: () => afterBreak },
    {
      onStatus: (status) => seen.status.push(status),
      onHello: () => {},
      onStream(frame) {
        seen.stream.push(frame);
        if (frame.type === "output") {
          seen.output += new TextDecoder().decode(frame.data);
          if (shows) terminal.shown(frame.offset + frame.data.byteLength);
        }
        if (shows && (frame.type === "screen" || frame.type === "gap")) terminal.shown(frame.offset);
      },
      onDropped: (count) => seen.dropped.push(count),
      onExit: () => {},
      onLatency: (ms) => seen.latency.push(ms),
      onHeld: (held) => {
        seen.held = held;
      },
      onNotice: ({ kind }) => seen.notices.push(kind),
    },
  );
  terminal.connect();
  return { terminal, seen, ...fake };
}
