import type { Command } from "../../domain/lifecycle.ts";
import type { Result } from "../../domain/refusal.ts";
import { shownActor } from "../../domain/sandbox/record-body.ts";
import type { SocketViewer } from "../contract.ts";
import type { Journal } from "../journal.ts";

/** The journal says of each person and terminal this often at most that they type, ms. */
const TOLD_EVERY_MS = 10 * 60_000;
/** A film says at most this often that another one types now, ms: people may take turns by the letter. */
const MARKED_EVERY_MS = 5_000;

export interface TypistsPorts {
  readonly now: () => number;
  readonly journal: Pick<Journal, "typedAt">;
  /** User id. */
  readonly owner_id: () => string | undefined;
  readonly apply: (command: Command) => Result<unknown>;
  /** Into the terminal's recording, where it is recorded. */
  readonly mark: (terminal_id: string, label: string) => void;
}

interface Terminal {
  /** When each was last told of, by actor's id, epoch ms. */
  readonly told: Map<string, number>;
  /** Actor's id of whoever typed last as the film knows; null: its owner. */
  last: string | null;
  marked_at: number;
}

/** Who types in which terminal: what others than the owner do is attributed. */
export class Typists {
  readonly #ports: TypistsPorts;
  readonly #terminals = new Map<string, Terminal>();

  constructor(ports: TypistsPorts) {
    this.#ports = ports;
  }

  /** On the way of each keystroke: two look-ups, and nothing else most of the time. */
  typed(terminal_id: string, who: SocketViewer): void {
    const terminal = this.#terminals.get(terminal_id) ?? this.#begin(terminal_id);
    const isOwner = who.user_id !== null && who.user_id === this.#ports.owner_id();
    this.#markTurn(terminal_id, terminal, isOwner ? null : who.actor.id, who);
    if (!isOwner) this.#tell(terminal_id, terminal, who);
  }

  /** The terminals are gone. */
  forget(): void {
    this.#terminals.clear();
  }

  #begin(terminal_id: string): Terminal {
    const terminal = { told: new Map(), last: null, marked_at: Number.NEGATIVE_INFINITY };
    this.#terminals.set(terminal_id, terminal);
    return terminal;
  }

  #markTurn(terminal_id: string, terminal: Terminal, typist: string | null, { actor }: SocketViewer): void {
    if (terminal.last === typist) return;
    const now = this.#ports.now();
    if (now - terminal.marked_at < MARKED_EVERY_MS) return;
    terminal.last = typist;
    terminal.marked_at = now;
    this.#ports.mark(terminal_id, `${shownActor(actor)} types`);
  }

  #tell(terminal_id: string, { told }: Terminal, { actor }: SocketViewer): void {
    const { now, journal, apply } = this.#ports;
    const since = now() - TOLD_EVERY_MS;
    if ((told.get(actor.id) ?? Number.NEGATIVE_INFINITY) > since) return;
    // After a restart only the journal knows.
    const written = told.has(actor.id) ? null : journal.typedAt(terminal_id, actor.id);
    for (const [id, at] of told) if (at <= since) told.delete(id);
    told.set(actor.id, written !== null && written > since ? written : now());
    if (written === null || written <= since) apply({ type: "terminal_typed", actor, terminal_id });
  }
}
