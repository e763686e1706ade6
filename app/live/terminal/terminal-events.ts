import type { Hello, Notice, PtyExit } from "../../../workers/domain/protocol.ts";
import type { LinkStatus } from "../connection/reconnecting-socket.ts";
import type { Held } from "./terminal-input.ts";
import type { StreamFrame } from "./terminal-stream.ts";

/** What one viewer of a terminal is told. */
export interface TerminalEvents {
  onStatus(status: LinkStatus): void;
  onHello(hello: Hello): void;
  /** In order, nothing twice. Call `shown` with the offset that the screen has got to. */
  onStream(frame: StreamFrame): void;
  /** So many bytes are no longer kept anywhere; a screen may follow that shows what they led to. */
  onDropped(bytes: number): void;
  onExit(exit: PtyExit): void;
  onLatency(ms: number): void;
  onNotice(notice: Notice): void;
  onHeld(held: Held | null): void;
}

/** Which terminal, and as whom. */
export interface TerminalAddress {
  /** Of the terminal's socket. */
  readonly path: string;
  /** Of the sandbox: what it is answered with tells why a socket was refused. */
  readonly record: string;
  /** Names this window, through all its connections. */
  readonly viewer: string;
  readonly afterBreak: () => "ask" | "send";
}
