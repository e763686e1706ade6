/** The events socket: what happens in the sandbox, as JSON text messages to every listener. */
import type { WebSocket } from "ws";
import type { AgentEvent, ListeningPort } from "../../workers/engines/agent-api.ts";
import type { ActivityClock } from "./activity.ts";

const ACTIVITY_EVERY_MS = 10_000;
/** Ports are compared this long after something happened: a server needs a moment to listen. /proc tells of no change by itself. */
const PORT_CHECKS_MS = [200, 1_000, 3_000] as const;
/** And now and then while something runs that says nothing. */
const QUIET_PORT_CHECK_MS = 15_000;
/** A listener that takes nothing is cut off at this many waiting bytes. */
const MAX_WAITING_BYTES = 4 * 1024 * 1024;

export interface EventSources {
  readonly snapshot: () => Extract<AgentEvent, { type: "snapshot" }>;
  readonly ports: () => ListeningPort[];
  /** The listening port numbers as text, cheap to get. */
  readonly portNumbers: () => string;
  /** Whether any command runs that could open a port. */
  readonly isBusy: () => boolean;
  readonly activity: ActivityClock;
}

export class Events {
  readonly #sources: EventSources;
  readonly #listeners = new Set<WebSocket>();
  #ports: ListeningPort[] = [];
  #portNumbers = "";
  #portTimers: NodeJS.Timeout[] = [];
  #activityTimer: NodeJS.Timeout | undefined;
  #stopWatching: (() => void) | undefined;

  constructor(sources: EventSources) {
    this.#sources = sources;
  }

  listen(socket: WebSocket): void {
    const snapshot = this.#sources.snapshot();
    socket.on("close", () => this.#leave(socket)).on("error", () => socket.terminate());
    socket.send(JSON.stringify(snapshot));
    this.#listeners.add(socket);
    if (this.#listeners.size > 1) return;
    this.#ports = [...snapshot.ports];
    this.#portNumbers = this.#sources.portNumbers();
    this.#stopWatching = this.#sources.activity.onTouch(() => this.#touched());
    this.#checkPortsLater();
  }

  send(event: AgentEvent): void {
    const message = JSON.stringify(event);
    for (const socket of this.#listeners) {
      if (socket.bufferedAmount > MAX_WAITING_BYTES) socket.terminate();
      else socket.send(message);
    }
  }

  #leave(socket: WebSocket): void {
    this.#listeners.delete(socket);
    if (this.#listeners.size > 0) return;
    this.#stopWatching?.();
    clearTimeout(this.#activityTimer);
    this.#activityTimer = undefined;
    for (const timer of this.#portTimers) clearTimeout(timer);
    this.#portTimers = [];
  }

  #touched(): void {
    this.#activityTimer ??= setTimeout(() => {
      this.#activityTimer = undefined;
      this.send({ type: "activity", activity: this.#sources.activity.now() });
    }, ACTIVITY_EVERY_MS);
    if (this.#portTimers.length <= 1) this.#checkPortsLater();
  }

  #checkPortsLater(): void {
    for (const timer of this.#portTimers) clearTimeout(timer);
    this.#portTimers = PORT_CHECKS_MS.map((after) => setTimeout(() => this.#checkPorts(after), after));
  }

  #checkPorts(after: number): void {
    this.#portTimers.shift();
    this.#comparePorts();
    const isLast = this.#portTimers.length === 0;
    if (!isLast || !this.#sources.isBusy()) return;
    const again = Math.max(after, QUIET_PORT_CHECK_MS);
    this.#portTimers = [setTimeout(() => this.#checkPorts(again), again)];
  }

  #comparePorts(): void {
    const numbers = this.#sources.portNumbers();
    if (numbers === this.#portNumbers) return;
    this.#portNumbers = numbers;
    const before = this.#ports;
    const now = this.#sources.ports();
    this.#ports = now;
    for (const port of now) {
      if (!before.some((known) => known.port === port.port)) this.send({ type: "port_opened", port });
    }
    for (const port of before) {
      if (!now.some((known) => known.port === port.port)) this.send({ type: "port_closed", port });
    }
  }
}
