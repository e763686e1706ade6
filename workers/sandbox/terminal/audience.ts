import type { Size } from "../../domain/terminal/tape.ts";
import { Gathered } from "../viewers/gathered.ts";
import { Helm } from "./driver.ts";
import { Roster } from "./roster.ts";
import type { TerminalViewer } from "./viewer.ts";

/** Arrivals and departures that come close together are told once, ms. */
const PRESENCE_MS = 100;
/** A window that is being dragged asks for many sizes; programs draw anew for each. ms */
const RESIZE_MS = 50;

/** The viewers of one terminal as people: who is here, who drives, and so which size the terminal has. */
export class Audience {
  readonly #roster = new Roster();
  readonly #helm = new Helm();
  readonly #present = new Map<string, { readonly viewer: TerminalViewer; readonly seat: number }>();
  readonly #presence: Gathered;
  readonly #resize: Gathered;

  /** `resize` asks the PTY for a size; it may be the one it has. */
  constructor(resize: (size: Size) => void) {
    this.#presence = new Gathered(PRESENCE_MS, () => this.#tell());
    this.#resize = new Gathered(RESIZE_MS, () => {
      if (this.#helm.size) resize(this.#helm.size);
    });
  }

  /** The same viewer's id takes over its earlier place. */
  arrive(viewer: TerminalViewer): void {
    this.#remove(viewer.id);
    const { seat, activity } = this.#roster.arrive(viewer.id, viewer.who);
    this.#present.set(viewer.id, { viewer, seat });
    if (viewer.mayType) this.#helm.arrive(seat, activity);
    this.#changed();
  }

  leave(viewer_id: string): void {
    if (this.#remove(viewer_id)) this.#changed();
  }

  /** It typed, or says that it is at work here. */
  acted({ id }: TerminalViewer): void {
    const present = this.#present.get(id);
    if (present && this.#helm.act(present.seat)) this.#changed();
  }

  wants({ id }: TerminalViewer, size: Size): void {
    const present = this.#present.get(id);
    if (!present) return;
    this.#helm.want(present.seat, size);
    if (this.#helm.driver === present.seat) this.#resize.ask();
  }

  /** Asks for the driver's size, e.g. of a PTY that has just been attached to. */
  steer(): void {
    this.#resize.ask();
  }

  stop(): void {
    this.#presence.stop();
    this.#resize.stop();
  }

  #remove(viewer_id: string): boolean {
    const present = this.#present.get(viewer_id);
    if (!present) return false;
    const { seat } = present;
    this.#present.delete(viewer_id);
    this.#roster.leave(viewer_id, { seat, activity: this.#helm.leave(seat) });
    return true;
  }

  #changed(): void {
    this.#presence.ask();
    this.#resize.ask();
  }

  #tell(): void {
    const noticeFor = this.#roster.notices(this.#helm.driver);
    for (const { viewer, seat } of this.#present.values()) viewer.sendRaw(noticeFor(seat, viewer.isGuest));
  }
}
