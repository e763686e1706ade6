/** What goes wrong on one connection, drawn from a seed. */
import type { Random } from "../../workers/sandbox/model/random.ts";

/** How a connection ends before its time: both ends closed, reset, or the end towards the client only after half a frame. */
export type Cut = "close" | "reset" | "truncate";

export interface DirectionFaults {
  /** Bytes after which the connection ends, in the middle of whatever they are in; null: it lives on. */
  readonly cutAfter_bytes: number | null;
  /** Bytes after which nothing moves for `stall_ms`; null: never. */
  readonly stallAfter_bytes: number | null;
  readonly stall_ms: number;
  /** Each piece comes this much later, in order. */
  readonly delay_ms: number;
  /** At most this many bytes a second, the rest waits with the sender; null: as fast as it goes. */
  readonly rate: number | null;
}

export interface ConnectionFaults {
  readonly cut: Cut;
  readonly toClient: DirectionFaults;
  readonly toServer: DirectionFaults;
}

export const NO_FAULTS: DirectionFaults = {
  cutAfter_bytes: null,
  stallAfter_bytes: null,
  stall_ms: 0,
  delay_ms: 0,
  rate: null,
};

/** A connection that is as it should be. */
export const SOUND: ConnectionFaults = { cut: "close", toClient: NO_FAULTS, toServer: NO_FAULTS };

export interface Weather {
  /** Mean bytes between cuts, towards the client. */
  readonly cut_bytes: number;
  /** Share of connections that are slow, late, and that stall; 0 to 1. */
  readonly slow: number;
  readonly late: number;
  readonly stalled: number;
  /** Mean bytes a second of the slow ones. */
  readonly slow_rate: number;
}

/** Some connections are cut within the handshake, most in the middle of frames, a few never. */
export function drawFaults(random: Random, weather: Weather): ConnectionFaults {
  return {
    cut: random.pick(["close", "reset", "truncate"]),
    toClient: draw(random, weather, weather.cut_bytes),
    // What clients send is little: acknowledgements and keys.
    toServer: draw(random, weather, weather.cut_bytes / 64),
  };
}

function draw(random: Random, weather: Weather, cut_bytes: number): DirectionFaults {
  const about = (mean: number) => 1 + random.below(Math.max(1, Math.round(2 * mean)));
  const cut = random.chance(0.1) ? about(2000) : random.chance(0.8) ? about(cut_bytes) : null;
  return {
    cutAfter_bytes: cut,
    stallAfter_bytes: random.chance(weather.stalled) ? about(cut_bytes / 2) : null,
    stall_ms: about(300),
    delay_ms: random.chance(weather.late) ? about(15) : 0,
    rate: random.chance(weather.slow) ? about(weather.slow_rate) : null,
  };
}
