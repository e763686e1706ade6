import { CLOSE_CODES, type FromPtyFrame } from "../../domain/protocol.ts";
import type { RecordingEnd } from "../../domain/terminal/recording.ts";
import type { TapHandle, TerminalTap } from "../terminal/tap.ts";
import { TapRefused } from "../terminal/tap-reader.ts";
import { backOff } from "./back-off.ts";

export interface ListenerPorts {
  readonly tap: (tap: TerminalTap, offset: number) => Promise<TapHandle>;
  /** Where it goes on when it joins again. */
  readonly offset: () => number;
  /** Up to where everything is safe. */
  readonly safe: () => number;
  readonly receive: (frame: FromPtyFrame) => void;
  /** The terminal is over. */
  readonly ended: (reason: RecordingEnd) => void;
}

/** Listens to one terminal; whatever cuts it off, it joins again where it was, until the terminal is over. */
export class Listener {
  readonly #ports: ListenerPorts;
  /** Of the present attempt: what comes from earlier ones no longer counts. */
  #tap: TerminalTap | null = null;
  #handle: TapHandle | null = null;
  #retry: ReturnType<typeof setTimeout> | null = null;
  #failures = 0;

  constructor(ports: ListenerPorts) {
    this.#ports = ports;
  }

  async join(): Promise<void> {
    const { tap: joinTap, offset, safe } = this.#ports;
    const tap: TerminalTap = {
      receive: (frame) => this.#tap === tap && this.#receive(frame),
      closed: (code) => this.#tap === tap && this.#closed(code),
    };
    this.#tap = tap;
    try {
      const handle = await joinTap(tap, offset());
      if (this.#tap !== tap) {
        handle.leave();
        return;
      }
      this.#handle = handle;
      handle.ack(safe());
    } catch (error) {
      if (this.#tap === tap) this.#closed(error instanceof TapRefused ? error.code : CLOSE_CODES.failed);
    }
  }

  ack(offset: number): void {
    this.#handle?.ack(offset);
  }

  leave(): void {
    this.#tap = null;
    this.#handle?.leave();
    this.#handle = null;
    if (this.#retry !== null) clearTimeout(this.#retry);
    this.#retry = null;
  }

  #receive(frame: FromPtyFrame): void {
    if (frame.type === "hello") this.#failures = 0;
    this.#ports.receive(frame);
  }

  #closed(code: number): void {
    this.#tap = null;
    this.#handle = null;
    // An offset that never was (4400) is of another terminal than this one.
    if (code === CLOSE_CODES.gone || code === CLOSE_CODES.bad_frame) this.#ports.ended("closed");
    else if (code === CLOSE_CODES.generation_changed) this.#ports.ended("generation_changed");
    else this.#retry = setTimeout(() => void this.join(), backOff(this.#failures++));
  }
}
