/** A viewer with a terminal of its own, as a browser has one: everything it is sent goes there in order. */
import type { WebSocket } from "ws";
import { decodeFromPty, encodeFrame, type FromPtyFrame } from "../../../workers/domain/protocol.ts";
import { ScreenTerminal } from "../screen/screen-terminal.ts";
import { terminalState } from "../screen/testing/terminal-state.ts";
import type { AgentProcess } from "./agent-process.ts";

export class Replay {
  /** Types of the frames that were no output, in order. */
  readonly kinds: string[] = [];
  #terminal = new ScreenTerminal({ cols: 80, rows: 24 });
  offset = 0;
  /** The last characters of the output. */
  tail = "";
  #socket: WebSocket | undefined;

  /** `since`: what is kept when undefined. */
  static async open(agent: AgentProcess, ptyId: string, since?: number): Promise<Replay> {
    const replay = new Replay();
    const query = new URLSearchParams({ viewer: `r${Math.random().toString(36).slice(2)}` });
    if (since !== undefined) query.set("since", String(since));
    replay.#socket = await agent.socket(`/ptys/${ptyId}/attach?${query}`, (data) => {
      const decoded = decodeFromPty(data);
      if (!decoded.ok) throw new Error(decoded.problem);
      replay.apply(decoded.frame);
      replay.#socket?.send(encodeFrame({ type: "ack", offset: replay.offset }));
    });
    return replay;
  }

  apply(frame: FromPtyFrame): void {
    if (frame.type !== "output") this.kinds.push(frame.type);
    if (frame.type === "size") this.#terminal.resize(frame);
    else if (frame.type === "screen") {
      this.#terminal = new ScreenTerminal(frame);
      this.#terminal.write(frame.data);
      this.offset = frame.offset;
    } else if (frame.type === "output") {
      if (this.kinds.length > 1 && frame.offset !== this.offset) throw new Error("output has a hole");
      this.#terminal.feed(frame.data);
      this.tail = (this.tail + Buffer.from(frame.data.slice(-8)).toString()).slice(-8);
      this.offset = frame.offset + frame.data.byteLength;
    }
  }

  /** All that it shows but what has left the screen: of that, it has more or less. */
  get state() {
    this.#terminal.write("\x1b[m");
    const { normal, ...rest } = terminalState(this.#terminal.terminal, false);
    const { lines, ybase: _ybase, ...others } = normal;
    return { ...rest, ...others, lines: lines.slice(-this.#terminal.terminal.rows) };
  }

  close(): void {
    this.#socket?.close();
  }
}
