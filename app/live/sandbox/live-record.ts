import { CLOSE_CODES } from "../../../workers/domain/protocol/frame.ts";
import type {
  EventBody,
  LiveMessage,
  LogBody,
  RecordBody,
  RecordingBody,
  TerminalBody,
} from "../../../workers/domain/sandbox/bodies.ts";
import type { PresentViewer } from "../../../workers/domain/sharing/presence.ts";
import type { GuestRecordBody } from "../../../workers/domain/sharing/share.ts";
import { Heartbeat } from "../connection/heartbeat.ts";
import { type LinkStatus, ReconnectingSocket, type SocketWorld } from "../connection/reconnecting-socket.ts";
import { refusedBy } from "../connection/refused-by.ts";
import { NumberedEntries } from "./numbered-entries.ts";

/** Changes that come in a burst are shown together. */
const PUBLISH_EVERY_MS = 50;

const FINAL_CODES: ReadonlySet<number> = new Set([
  CLOSE_CODES.bad_frame,
  CLOSE_CODES.unauthenticated,
  CLOSE_CODES.gone,
  CLOSE_CODES.expired,
]);

/** The runtime answers these without waking the object. */
const PING = "ping";
const PONG = "pong";
const PING_EVERY_MS = 25_000;
const PONG_WITHIN_MS = 10_000;

/** How far the running operation is, in bytes; the total only where it is known about. */
export type Progress = Pick<
  Extract<LiveMessage, { type: "progress" }>,
  "operation_id" | "bytes" | "total_bytes"
>;

/** What is told alike to members and to guests of a share link. */
export interface LiveFeed {
  readonly events: readonly EventBody[];
  readonly logs: readonly LogBody[];
  /** Who looks at this page, oneself too. */
  readonly viewers: readonly PresentViewer[];
  /** All of them: `viewers` names no more than a bounded number. */
  readonly viewerCount: number;
  /** Its terminals as last told; null until something about them changed. */
  readonly terminals: readonly TerminalBody[] | null;
  /** What is recorded of them, as last told; null until that changed. */
  readonly recordings: readonly RecordingBody[] | null;
  /** Of the operation it names, which may have ended. */
  readonly progress: Progress | null;
  readonly status: LinkStatus;
  /** How often the reader's rights were said to have changed: what a page was loaded with may no longer hold. */
  readonly rights: number;
}

export interface LiveState<R = RecordBody> extends LiveFeed {
  readonly record: R;
}

export interface LiveAddress<R> {
  /** Of the record; the socket is below it. */
  readonly path: string;
  /** As the page was rendered with it. */
  readonly record: R;
  /** Whether what was told is to replace what is known. */
  readonly isNewer: (told: R, known: R) => boolean;
}

/**
 * A sandbox as its Durable Object tells it, kept current over one socket. Reads start from what the page was
 * rendered with; after a break the socket names the last event it has and gets the rest.
 */
export class LiveRecord<R extends RecordBody | GuestRecordBody = RecordBody> {
  readonly #world: SocketWorld;
  readonly #link: ReconnectingSocket;
  readonly #heartbeat: Heartbeat;
  readonly #listeners = new Set<() => void>();
  readonly #events = new NumberedEntries<EventBody>((event) => event.seq);
  readonly #logs = new NumberedEntries<LogBody>((log) => log.offset);
  readonly #isNewer: LiveAddress<R>["isNewer"];
  #next: LiveState<R>;
  #shown: LiveState<R>;
  #cancelPublish: (() => void) | null = null;
  /** Closed because the reader's rights changed; when it is open again, they are what they are now. */
  #asksAgain = false;

  constructor(world: SocketWorld, { path, record, isNewer }: LiveAddress<R>) {
    this.#world = world;
    this.#isNewer = isNewer;
    this.#next = {
      record,
      events: [],
      logs: [],
      viewers: [],
      viewerCount: 0,
      terminals: null,
      recordings: null,
      progress: null,
      status: { kind: "connecting" },
      rights: 0,
    };
    this.#shown = this.#next;
    this.#heartbeat = new Heartbeat(world, {
      everyMs: PING_EVERY_MS,
      withinMs: PONG_WITHIN_MS,
      ask: () => this.#link.send(PING),
      onSilent: () => this.#link.reconnect(),
    });
    this.#link = new ReconnectingSocket(world, {
      url: () => `${path}/live?after=${this.#events.last() ?? 0}`,
      onMessage: (data) => this.#receive(data),
      onStatus: (status) => this.#statusChanged(status),
      isFinal: (code) => FINAL_CODES.has(code),
      isInstant: (code) => {
        this.#asksAgain ||= code === CLOSE_CODES.forbidden;
        return code === CLOSE_CODES.forbidden;
      },
      whyRefused: () => refusedBy(world, path),
    });
  }

  connect(): void {
    this.#link.connect();
  }

  /** The machine may have slept, or the network changed: an open connection has to prove that it is. */
  wake(): void {
    this.#link.connect();
    this.#heartbeat.probe();
  }

  stop(): void {
    this.#cancelPublish?.();
    this.#cancelPublish = null;
    this.#heartbeat.stop();
    this.#link.stop();
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  read = (): LiveState<R> => this.#shown;

  /** What a loader or an action answered; an older version than the one known changes nothing. */
  adopt(record: R): void {
    if (this.#isNewer(record, this.#next.record)) this.#change({ record });
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

  #statusChanged(status: LinkStatus): void {
    if (status.kind === "open") this.#heartbeat.start();
    else this.#heartbeat.stop();
    this.#change({ status });
  }

  #receive(data: unknown): void {
    this.#heartbeat.heard();
    if (this.#asksAgain) this.#change({ rights: this.#next.rights + 1 });
    this.#asksAgain = false;
    if (typeof data !== "string" || data === PONG) return;
    const message = JSON.parse(data) as LiveMessage;
    switch (message.type) {
      // Members are told the one, guests the other.
      case "record":
      case "shared_record":
        this.adopt(message.record as R);
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
        this.#change({ viewers: message.viewers, viewerCount: message.count });
        break;
      case "terminals":
        this.#change({ terminals: message.items });
        break;
      case "recordings":
        this.#change({ recordings: message.items });
        break;
    }
  }

  #change(part: Partial<LiveState<R>>): void {
    this.#next = { ...this.#next, ...part };
    this.#cancelPublish ??= this.#world.later(PUBLISH_EVERY_MS, () => {
      this.#cancelPublish = null;
      this.#next = { ...this.#next, events: this.#events.list(), logs: this.#logs.list() };
      this.#shown = this.#next;
      for (const listener of this.#listeners) listener();
    });
  }
}
