import {
  CLOSE_CODES,
  DATA_HEADER_BYTES,
  encodeFrame,
  INPUT_WINDOW,
  type ToPtyFrame,
} from "../../domain/protocol.ts";
import type { AgentClient } from "../../engines/agent-client.ts";
import { AgentSocket } from "./agent-socket.ts";

/** Input that may wait for the PTY, bytes: the agent's own bound. */
const UNACKNOWLEDGED_BYTES = 4 * INPUT_WINDOW;

interface Piece {
  readonly end: number;
  readonly frame: Uint8Array;
}

export interface InputPorts {
  readonly now: () => number;
  /** Its input up to this offset was accepted earlier: it is ready to take more. Once. */
  readonly ready: (input_offset: number) => void;
  /** The PTY has taken its input up to this offset. */
  readonly acknowledged: (input_offset: number) => void;
  readonly ended: (code: number, reason: string) => void;
}

/**
 * Carries what one viewer types to the agent, which numbers input by viewer. What is not acknowledged yet is kept and
 * sent again after a cut, from where the agent says it is: each byte is applied once, and the viewer notices nothing.
 */
export class ViewerInput {
  readonly #ports: InputPorts;
  readonly #socket: AgentSocket;
  #pieces: Piece[] = [];
  #bytes = 0;
  /** Offset of the next byte expected from the viewer; null until the agent has said. */
  #next: number | null = null;
  #early: { readonly offset: number; readonly data: Uint8Array }[] = [];

  constructor(agent: AgentClient, pty_id: string, viewer_id: string, ports: InputPorts) {
    this.#ports = ports;
    this.#socket = new AgentSocket({
      now: ports.now,
      attach: () => agent.attachPty(pty_id, { viewer: viewer_id, output: false }),
      final: [CLOSE_CODES.too_slow],
      hello: ({ input_offset }) => this.#resume(input_offset),
      receive: (frame) => {
        if (frame.type === "input_ack") this.#acknowledge(frame.offset);
      },
      ended: ports.ended,
    });
  }

  /** Takes an input frame; `message` is the frame as it came. Answers a close code when it can't be taken. */
  take({ offset, data }: ToPtyFrame & { type: "input" }, message: Uint8Array): number | undefined {
    if (this.#next === null) {
      this.#bytes += data.byteLength;
      if (this.#bytes > UNACKNOWLEDGED_BYTES) return CLOSE_CODES.too_slow;
      this.#early.push({ offset, data });
      return undefined;
    }
    if (offset > this.#next) return CLOSE_CODES.bad_frame;
    const known = this.#next - offset;
    if (known >= data.byteLength) {
      // All of it came before; the acknowledgement may have been lost with an earlier connection.
      if (this.#pieces.length === 0) this.#ports.acknowledged(this.#next);
      return undefined;
    }
    const frame = known === 0 ? message : encodeInput(this.#next, data.subarray(known));
    this.#next = offset + data.byteLength;
    this.#bytes += frame.byteLength - DATA_HEADER_BYTES;
    if (this.#bytes > UNACKNOWLEDGED_BYTES) return CLOSE_CODES.too_slow;
    this.#pieces.push({ end: this.#next, frame });
    if (this.#socket.open) this.#socket.send(frame);
    return undefined;
  }

  close(): void {
    this.#socket.close("viewer left");
  }

  #resume(input_offset: number): void {
    if (this.#next === null) {
      this.#next = input_offset;
      this.#bytes = 0;
      const early = this.#early;
      this.#early = [];
      this.#ports.ready(input_offset);
      for (const { offset, data } of early) {
        const code = this.take({ type: "input", offset, data }, encodeInput(offset, data));
        if (code !== undefined) this.#ports.ended(code, "gap in the input");
      }
      return;
    }
    const first = this.#pieces[0];
    const kept_from = first ? first.end - (first.frame.byteLength - DATA_HEADER_BYTES) : this.#next;
    if (input_offset < kept_from) {
      // The agent has forgotten this viewer: it has to be told where its input stands.
      this.#ports.ended(CLOSE_CODES.failed, "connect again: the input's position was lost");
      return;
    }
    // What was accepted is written; its acknowledgement went to the connection that was cut.
    if (input_offset > kept_from) this.#acknowledge(input_offset);
    for (const { frame } of this.#pieces) this.#socket.send(frame);
  }

  #acknowledge(offset: number): void {
    let taken = 0;
    for (const { end, frame } of this.#pieces) {
      if (end > offset) break;
      taken++;
      this.#bytes -= frame.byteLength - DATA_HEADER_BYTES;
    }
    if (taken > 0) this.#pieces.splice(0, taken);
    this.#ports.acknowledged(offset);
  }
}

function encodeInput(offset: number, data: Uint8Array): Uint8Array {
  return encodeFrame({ type: "input", offset, data });
}
