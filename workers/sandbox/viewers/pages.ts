import type { LiveMessage, RecordBody } from "../../domain/sandbox/bodies.ts";
import { eventBody, logBody } from "../../domain/sandbox/record-body.ts";
import type { LogEntry, SandboxEvent, SandboxRecord } from "../../domain/sandbox.ts";
import { type Recording, recordingBody } from "../../domain/terminal/recording.ts";
import type { AgentClient } from "../../engines/agent-client.ts";
import type { SocketViewer, ViewerMatch } from "../contract.ts";
import type { Deadlines } from "../deadlines.ts";
import type { Journal } from "../journal.ts";
import { TerminalList } from "../terminal/terminal-list.ts";
import { LiveViewers } from "./live-viewers.ts";

/** Events that a page is brought up to date with at once; it asks for the rest. */
const BACKLOG_EVENTS = 500;

export interface PagesPorts {
  readonly ctx: DurableObjectState;
  readonly journal: Journal;
  readonly deadlines: Deadlines;
  readonly now: () => number;
  readonly record: () => SandboxRecord | null;
  readonly body: (record: SandboxRecord) => RecordBody;
  readonly recordings: () => readonly Recording[];
  /** Whether the agent can be asked for its terminals now. */
  readonly serving: () => boolean;
  readonly agent: () => AgentClient;
  /** Origin of the dashboard. */
  readonly origin: string;
}

/** What the open pages of this sandbox are told, as it happens. */
export class Pages {
  readonly #ports: PagesPorts;
  readonly #viewers: LiveViewers;
  readonly #terminals: TerminalList;

  constructor(ports: PagesPorts) {
    this.#ports = ports;
    const viewers = new LiveViewers(ports.ctx);
    this.#viewers = viewers;
    const { agent, serving } = ports;
    const watched = () => viewers.any;
    this.#terminals = new TerminalList({
      agent,
      serving,
      watched,
      broadcast: (message) => this.#tell(message),
    });
  }

  /** Takes over the server's end of a page's socket; the page has events up to `after`. */
  accept(socket: WebSocket, who: SocketViewer, after: number): void {
    this.#viewers.accept(socket, who, this.#backlog(after));
    if (who.expires_at !== null) this.#ports.ctx.waitUntil(this.#lookAtExpiry());
  }

  /** Its close was heard. */
  left(socket: WebSocket): void {
    this.#viewers.left(socket);
  }

  changed(record: SandboxRecord, events: readonly SandboxEvent[] = []): void {
    for (const event of events) this.#tell({ type: "event", event: eventBody(event) });
    this.#tell({ type: "record", record: this.#ports.body(record) });
  }

  logged(entries: readonly LogEntry[]): void {
    for (const entry of entries) this.#tell({ type: "log", log: logBody(entry) });
  }

  progress(bytes: number, total_bytes: number | null): void {
    const operation_id = this.#ports.record()?.operation?.id;
    if (operation_id) this.#tell({ type: "progress", operation_id, bytes, total_bytes });
  }

  terminalsChanged(): void {
    this.#terminals.changed();
  }

  recordingsChanged(): void {
    const { record, recordings, origin } = this.#ports;
    const { name } = record() ?? {};
    if (name === undefined || !this.#viewers.any) return;
    this.#tell({ type: "recordings", items: recordings().map((one) => recordingBody(one, name, origin)) });
  }

  /** Closes those whose right to look has ended, and wakes for the next. */
  async closeExpired(): Promise<void> {
    this.#viewers.closeExpired(this.#ports.now());
    await this.#lookAtExpiry();
  }

  /** Each socket of a guest, as their actor's id. */
  get guests(): string[] {
    return this.#viewers.guests;
  }

  /** Answers how many. */
  closeMatching(match: ViewerMatch, code: number, reason: string): number {
    return this.#viewers.closeMatching(match, code, reason);
  }

  /** Nothing follows; a page that is told so does not come back. */
  closeAll(code: number, reason: string): void {
    this.#viewers.closeAll(code, reason);
  }

  async #lookAtExpiry(): Promise<void> {
    await this.#ports.deadlines.set("viewers", this.#viewers.nextExpiry);
  }

  #backlog(after: number): LiveMessage[] {
    const { record, body, journal } = this.#ports;
    const now = record();
    if (!now) return [];
    const events = journal.events(after, BACKLOG_EVENTS);
    return [
      { type: "record", record: body(now) },
      ...events.map((event) => ({ type: "event" as const, event: eventBody(event) })),
    ];
  }

  #tell(message: LiveMessage): void {
    this.#viewers.broadcast(message);
  }
}
