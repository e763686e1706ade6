import { FRAME_TYPES } from "../../domain/protocol.ts";
import { guestsViewOf } from "../../domain/sharing/guest-view.ts";
import {
  colourOf,
  PRESENCE_NAMED,
  type PresenceNotice,
  type PresentViewer,
} from "../../domain/sharing/presence.ts";
import type { SocketViewer } from "../contract.ts";

/** Characters of a name that others are shown. */
const NAME_LENGTH = 60;
/** Viewers whose seat is remembered after they left. */
const REMEMBERED = 256;

interface Seat extends PresentViewer {
  readonly actor_id: string;
}

/** One who left: its seat, and its place among those who were active (driver.ts). */
export interface Departed {
  readonly seat: number;
  readonly activity: number;
}

/** How a guest is marked as one. */
export function wayIn(share_id: string | null): Pick<PresentViewer, "guest" | "share_id"> {
  return share_id === null ? {} : { guest: true, share_id };
}

export function shownName(label: string): string {
  return [...label].slice(0, NAME_LENGTH).join("");
}

/** Who looks at a terminal: seats, names and colours. The same person has one colour; who comes back has the same seat. */
export class Roster {
  readonly #seats = new Map<number, Seat>();
  readonly #departed = new Map<string, Departed>();
  #last = 0;

  /** Answers its seat, and what it was when it was here before. */
  arrive(viewer_id: string, { actor, role, share_id }: SocketViewer): Departed {
    const known = this.#departed.get(viewer_id);
    this.#departed.delete(viewer_id);
    const seat = known?.seat ?? ++this.#last;
    const present = {
      seat,
      name: shownName(actor.label),
      role,
      colour: colourOf(actor.id, this.#seats.values()),
      ...wayIn(share_id),
    };
    this.#seats.set(seat, { ...present, actor_id: actor.id });
    return { seat, activity: known?.activity ?? 0 };
  }

  leave(viewer_id: string, departed: Departed): void {
    this.#seats.delete(departed.seat);
    this.#departed.set(viewer_id, departed);
    if (this.#departed.size <= REMEMBERED) return;
    for (const oldest of this.#departed.keys()) {
      this.#departed.delete(oldest);
      return;
    }
  }

  /** Makes the presence notice's frame for each receiver; what members share, and what guests do, is written once each. */
  notices(driver: number | null): (you: number, isGuest: boolean) => Uint8Array {
    const all = [...this.#seats.values()].sort((one, other) => one.seat - other.seat);
    // Whoever drives is always named.
    all.sort((one, other) => Number(other.seat === driver) - Number(one.seat === driver));
    const viewers = all.slice(0, PRESENCE_NAMED).map(({ actor_id: _, ...viewer }) => viewer);
    const rests = new Map<boolean, Uint8Array>();
    const restFor = (isGuest: boolean) => {
      const known = rests.get(isGuest);
      if (known) return known;
      const shown = isGuest ? viewers.map(guestsViewOf) : viewers;
      const shared: Omit<PresenceNotice, "you"> = {
        kind: "presence",
        driver,
        viewers: shown,
        count: all.length,
      };
      const rest = encoder.encode(JSON.stringify(shared).slice(1));
      rests.set(isGuest, rest);
      return rest;
    };
    return (you, isGuest) => {
      const rest = restFor(isGuest);
      const begin = encoder.encode(`{"you":${you},`);
      const frame = new Uint8Array(1 + begin.byteLength + rest.byteLength);
      frame[0] = FRAME_TYPES.notice;
      frame.set(begin, 1);
      frame.set(rest, 1 + begin.byteLength);
      return frame;
    };
  }
}

const encoder = new TextEncoder();
