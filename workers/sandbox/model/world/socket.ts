import type { Owner, Simulation } from "../simulation.ts";

type Listener = (event: { readonly data: string; readonly code: number; readonly reason: string }) => void;

let sockets = 0;

/**
 * The client's end of a WebSocket as workerd gives it: silent until `accept`, then messages in order, each one step.
 * `drop` is the other side vanishing.
 */
export class SimulatedSocket {
  readonly #simulation: Simulation;
  readonly #owner: Owner | null;
  readonly #lane = `socket:${++sockets}`;
  readonly #listeners = new Map<string, Listener[]>();
  readonly #early: (() => void)[] = [];
  readonly #onClose: () => void;
  #accepted = false;
  #open = true;

  constructor(simulation: Simulation, owner: Owner | null, onClose: () => void) {
    this.#simulation = simulation;
    this.#owner = owner;
    this.#onClose = onClose;
  }

  addEventListener(type: string, listener: Listener): void {
    this.#listeners.set(type, [...(this.#listeners.get(type) ?? []), listener]);
  }

  accept(): void {
    this.#accepted = true;
    for (const event of this.#early.splice(0)) event();
  }

  /** By the client. */
  close(): void {
    this.#open = false;
    this.#onClose();
  }

  /** By the server: JSON text. */
  send(message: unknown): void {
    const data = JSON.stringify(message);
    this.#tell("message", { data, code: 0, reason: "" });
  }

  drop(): void {
    this.#tell("close", { data: "", code: 1006, reason: "" });
    this.#onClose();
  }

  get alive(): boolean {
    return this.#open && (this.#owner?.alive ?? true);
  }

  #tell(type: string, event: Parameters<Listener>[0]): void {
    const deliver = () =>
      this.#simulation.enqueue(this.#owner, this.#lane, () => {
        if (!this.alive) return;
        if (type === "close") this.#open = false;
        const owner = this.#owner;
        const listeners = this.#listeners.get(type) ?? [];
        const tell = () => listeners.forEach((listener) => void listener(event));
        if (owner) this.#simulation.current.run(owner, tell);
        else tell();
      });
    if (this.#accepted) deliver();
    else this.#early.push(deliver);
  }
}
