import {
  CLOSE_CODES,
  decodeFromPty,
  encodeFrame,
  type FromPtyFrame,
  type Hello,
} from "../../domain/protocol.ts";
import { EngineError } from "../../engines/engine.ts";

/** Waits before attempts to attach again, ms; the last one repeats. */
const RETRY_MS = [0, 100, 200, 400, 800, 1_600, 3_200, 5_000] as const;
/** A connection that held this long was a good one: its end is answered at once again. */
const STEADY_MS = 5_000;
/** One that greeted has got somewhere, though not for long: the next waits no longer than the attempt of this number. */
const ATTEMPTS_ONCE_GREETED = 2;
/** A sign of life is asked for this often, and waited for this long, ms. */
const PING_MS = 25_000;
const PONG_WITHIN_MS = 10_000;

export interface AgentSocketPorts {
  readonly now: () => number;
  /** Attaches to the agent; called again after each cut. */
  readonly attach: () => Promise<WebSocket>;
  /** Codes of a close that trying again would not change, besides those that end the terminal itself. */
  readonly final: readonly number[];
  readonly hello: (hello: Hello) => void;
  /** Every other frame but pong; `message` is the frame as it came. */
  readonly receive: (frame: FromPtyFrame, message: Uint8Array) => void;
  /** It will not come back: `code` as of a terminal's socket. */
  readonly ended: (code: number, reason: string) => void;
}

/**
 * A socket to a terminal at the agent that comes back after every cut, and notices when the other end is silent: a
 * connection through a container's proxy may look open long after it is dead. Only the agent's own word ends it.
 */
export class AgentSocket {
  readonly #ports: AgentSocketPorts;
  #socket: WebSocket | null = null;
  #greeted = false;
  #closed = false;
  #attempts = 0;
  #attached_at = 0;
  #heard = true;
  #timer: ReturnType<typeof setTimeout> | null = null;

  constructor(ports: AgentSocketPorts) {
    this.#ports = ports;
    void this.#attach();
  }

  /** Whether frames that are sent now arrive, unless it is cut. */
  get open(): boolean {
    return this.#greeted && this.#socket?.readyState === WebSocket.OPEN;
  }

  /** Lost when it is not open. */
  send(frame: Uint8Array): void {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(frame);
  }

  close(reason: string): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#let(this.#socket, reason);
  }

  async #attach(): Promise<void> {
    this.#timer = null;
    const attaching = this.#ports.attach();
    let late = false;
    const patience = new Promise<never>((_, reject) => {
      this.#timer = setTimeout(() => {
        late = true;
        reject(new Error("the agent did not take the socket in time"));
      }, PONG_WITHIN_MS);
    });
    void attaching.then(
      (socket) => (late || this.#closed) && discard(socket),
      () => undefined,
    );
    try {
      const socket = await Promise.race([attaching, patience]);
      this.#clear();
      if (!this.#closed) this.#begin(socket);
    } catch (error) {
      this.#clear();
      if (this.#closed) return;
      const final = error instanceof EngineError ? FINAL[error.refusal.reason_code] : undefined;
      if (final !== undefined) this.#end(final, "the terminal is gone");
      else this.#again();
    }
  }

  #begin(socket: WebSocket): void {
    socket.binaryType = "arraybuffer";
    this.#socket = socket;
    this.#attached_at = this.#ports.now();
    socket.addEventListener("message", ({ data }) => this.#receive(socket, data));
    socket.addEventListener("close", ({ code, reason }) => this.#cut(socket, code, reason));
    socket.addEventListener("error", () => this.#cut(socket, 1006, "connection to the sandbox lost"));
    socket.accept();
    this.#ping();
  }

  #receive(socket: WebSocket, data: unknown): void {
    if (this.#socket !== socket) return;
    this.#heard = true;
    const message = data instanceof ArrayBuffer ? new Uint8Array(data) : new Uint8Array();
    const decoded = decodeFromPty(message);
    if (!decoded.ok) {
      console.error(`the agent sent a bad frame: ${decoded.problem}`);
      this.#end(CLOSE_CODES.failed, "bad frame from the agent");
      return;
    }
    const { frame } = decoded;
    if (frame.type === "hello") {
      this.#greeted = true;
      this.#ports.hello(frame.hello);
    } else this.#ports.receive(frame, message);
  }

  #cut(socket: WebSocket, code: number, reason: string): void {
    if (this.#socket !== socket || this.#closed) return;
    if (code === 1000) {
      // Another object has taken this one's place: whoever is here has to find that one.
      this.#end(CLOSE_CODES.failed, "connect again");
      return;
    }
    if (ALWAYS_FINAL.includes(code) || this.#ports.final.includes(code)) {
      this.#end(code, reason);
      return;
    }
    if (this.#ports.now() - this.#attached_at >= STEADY_MS) this.#attempts = 0;
    else if (this.#greeted) this.#attempts = Math.min(this.#attempts, ATTEMPTS_ONCE_GREETED);
    this.#again();
  }

  #again(): void {
    this.#let(this.#socket, "attaching again");
    const wait = RETRY_MS[Math.min(this.#attempts++, RETRY_MS.length - 1)];
    this.#timer = setTimeout(() => void this.#attach(), wait);
  }

  #end(code: number, reason: string): void {
    this.#closed = true;
    this.#let(this.#socket, reason);
    this.#ports.ended(code, reason);
  }

  #ping(): void {
    this.#heard = false;
    this.send(encodeFrame({ type: "ping", nonce: 0 }));
    this.#timer = setTimeout(() => {
      if (this.#heard) this.#timer = setTimeout(() => this.#ping(), PING_MS - PONG_WITHIN_MS);
      else this.#again();
    }, PONG_WITHIN_MS);
  }

  #let(socket: WebSocket | null, reason: string): void {
    this.#clear();
    this.#socket = null;
    this.#greeted = false;
    if (socket && socket.readyState <= WebSocket.OPEN) socket.close(1000, reason);
  }

  #clear(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }
}

const ALWAYS_FINAL: readonly number[] = [
  CLOSE_CODES.bad_frame,
  CLOSE_CODES.gone,
  CLOSE_CODES.generation_changed,
];

/** Refusals that end the terminal; any other may pass, also that of an engine that has just been started (C23). */
const FINAL: Readonly<Record<string, number>> = {
  pty_not_found: CLOSE_CODES.gone,
  generation_mismatch: CLOSE_CODES.generation_changed,
};

/** A socket must be accepted to be closed. */
function discard(socket: WebSocket): void {
  socket.accept();
  socket.close(1000, "not needed any more");
}
