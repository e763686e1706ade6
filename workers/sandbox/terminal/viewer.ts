import { CLOSE_CODES, encodeFrame, type FromPtyFrame, MAX_FRAME_PAYLOAD } from "../../domain/protocol.ts";
import type { SocketViewer } from "../contract.ts";

/** Output that a viewer may have unacknowledged, bytes; past it, it is dropped and resumes by offset (rule 6). */
export const VIEWER_WINDOW = 4 * 1024 * 1024;

/** One browser on one terminal: what it was sent, and what it says it has shown. */
export class TerminalViewer {
  readonly socket: WebSocket;
  readonly id: string;
  readonly who: SocketViewer;
  /** Offset after the last byte sent; null while it catches up. */
  sent: number | null = null;
  acked: number;
  /** Epoch ms of its last frame: a viewer that owes acknowledgements and is silent is gone. */
  seen_at: number;
  /** Carries its numbered input to the agent; null for viewers who may only look. */
  input: WebSocket | null = null;

  constructor(socket: WebSocket, id: string, who: SocketViewer, offset: number, now: number) {
    this.socket = socket;
    this.id = id;
    this.who = who;
    this.acked = offset;
    this.seen_at = now;
  }

  get mayType(): boolean {
    return this.who.role === "interact";
  }

  get owes(): boolean {
    return this.sent !== null && this.sent > this.acked;
  }

  send(frame: FromPtyFrame): void {
    this.sendRaw(encodeFrame(frame));
  }

  sendRaw(frame: Uint8Array): void {
    if (this.socket.readyState === WebSocket.OPEN) this.socket.send(frame);
  }

  /** Output from `offset` on, cut into frames. Moves `sent`. */
  sendOutput(offset: number, data: Uint8Array): void {
    for (let at = 0; at < data.byteLength; at += MAX_FRAME_PAYLOAD) {
      this.send({ type: "output", offset: offset + at, data: data.subarray(at, at + MAX_FRAME_PAYLOAD) });
    }
    this.sent = offset + data.byteLength;
  }

  get tooSlow(): boolean {
    return this.sent !== null && this.sent - this.acked > VIEWER_WINDOW;
  }

  close(code: keyof typeof CLOSE_CODES, reason: string): void {
    this.closeWith(CLOSE_CODES[code], reason);
  }

  closeWith(code: number, reason: string): void {
    this.input?.close(1000, "viewer left");
    this.input = null;
    if (this.socket.readyState <= WebSocket.OPEN) this.socket.close(code, reason);
  }
}
