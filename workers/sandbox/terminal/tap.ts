import type { FromPtyFrame } from "../../domain/protocol.ts";

/**
 * Reads a terminal from inside the object, as a viewer does from outside: the same frames, in order, each byte once.
 * Unlike viewers it holds the program up rather than miss anything: the agent is acknowledged no further than every tap.
 */
export interface TerminalTap {
  /** Output, size, screen, dropped and exit frames; hello first. Must not throw. */
  receive(frame: FromPtyFrame): void;
  /** The relay let go of it: `code` as of a socket. Join again to go on, unless the code says that it is over. */
  closed(code: number, reason: string): void;
}

export interface TapHandle {
  /** Everything below this offset is safe with the tap. */
  ack(offset: number): void;
  leave(): void;
}
