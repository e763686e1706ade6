import type {
  EventBody,
  LiveMessage,
  LogBody,
  RecordBody,
  TerminalBody,
} from "../../workers/domain/bodies.ts";
import type { PresentViewer } from "../../workers/domain/presence.ts";
import { NumberedEntries } from "./numbered-entries.ts";
import { type LinkStatus, ReconnectingSocket, type SocketWorld } from "./reconnecting-socket.ts";

/** Changes that come in a burst are shown together. */
const PUBLISH_EVERY_MS = 50;

const FINAL_CODES: ReadonlySet<number> = new Set([4400, 4401, 4403, 4404]);

/** How far the running operation is, in bytes; the total only where it is known about. */
export type Progress = Pick<
  Extract<LiveMessage, { type: "progress" }>,
  "operation_id" | "bytes" | "total_bytes"
>;

export interface LiveState {
  readonly record: RecordBody;
  readonly events: readonly EventBody[];
  readonly logs: readonly LogBody[];
  /** Who looks at this page, oneself too. */
  readonly viewers: readonly PresentViewer[];
  /** Its terminals as last told; null until something about them changed. */
  readonly terminals: readonly TerminalBody[] | null;
  /** Of the operation it names, which may have ended. */
  readonly progress: Progress | null;
  readonly status: LinkStatus;
}

/**
 * A sandbox as its Durable Object tells it, kept current over one socket. Reads start from what the page was
 * rendered with; after a break the socket names the last event it has and gets the rest.
 */
export class LiveRecord {
  readonly #world: SocketWorld;
  readonly #link: ReconnectingSocket;
  readonly #listeners = new Set<() => void>();
  readonly #events = new NumberedEntries<EventBody>((event) => event.seq);
  readonly #logs = new NumberedEntries<LogBody>((log) => log.offset);
  #next: LiveState;
  #shown: LiveState;
  #cancelPublish: (() => void) | null = null;

  constructor(world: SocketWorld, path: string, record: RecordBody) {
    this.#world = world;
    this.#next = {
      record,
      events: [],
      logs: [],
      viewers: [],
      terminals: null,
      progress: null,
      status: { kind: "connecting" },
    };
    this.#shown = this.#next;
    this.#link = new ReconnectingSocket(world, {
      url: () => `${path}?after=${this.#events.last() ?? 0}`,
      onMessage: (data) => this.#receive(data),
      onStatus: (status) => this.#change({ status }),
      isFinal: (code) => FINAL_CODES.has(code),
    });
  }

  connect(): void {
    this.#link.connect();
  }

  stop(): void {
    this.#cancelPublish?.();
    this.#link.stop();
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  read = (): LiveState => this.#shown;

  /** What a loader or an action answered; an older version than the one known changes nothing. */
  adopt(record: RecordBody): void {
    if (record.id === this.#next.record.id && record.version > this.#next.record.version)
      this.#change({ record });
  }

  /** Entries that a loader read; merged by number, so it does not matter which came first. */
  adoptEntries(entries: { events?: readonly EventBody[]; logs?: readonly LogBody[] }): void {
    this.#events.add(entries.events ?? []);
    this.#logs.add(entries.logs ?? []);
    this.#change({});
  }

  /** Where the newest known log entry ends; undefined while none is known. */
  nextLogOffset(): number | undefined {
    return this.#logs.list().at(-1)?.next_offset;
  }

  #receive(data: unknown): void {
    if (typeof data !== "string") return;
    const message = JSON.parse(data) as LiveMessage;
    switch (message.type) {
      case "record":
        this.adopt(message.record);
        break;
      case "event":
        this.#events.add([message.event]);
        this.#change({});
        break;
      case "log":
        this.#logs.add([message.log]);
        this.#change({});
        break;
      case "progress":
        this.#change({ progress: message });
        break;
      case "presence":
        this.#change({ viewers: message.viewers });
        break;
      case "terminals":
        this.#change({ terminals: message.items });
        break;
    }
  }

  #change(part: Partial<LiveState>): void {
    this.#next = { ...this.#next, ...part };
    this.#cancelPublish ??= this.#world.later(PUBLISH_EVERY_MS, () => {
      this.#cancelPublish = null;
      this.#next = { ...this.#next, events: this.#events.list(), logs: this.#logs.list() };
      this.#shown = this.#next;
      for (const listener of this.#listeners) listener();
    });
  }
}
