import type { PresenceNotice } from "../../../workers/domain/sharing/presence.ts";
import type { LinkStatus } from "../connection/reconnecting-socket.ts";
import type { Cells } from "./cells.ts";
import type { Held } from "./terminal-input.ts";

/** What is said about a terminal around its screen. */
export interface TerminalState {
  readonly status: LinkStatus;
  readonly readOnly: boolean;
  /** Milliseconds there and back; null before the first measurement. */
  readonly latency: number | null;
  /** The last measurements, oldest first. */
  readonly latencies: readonly number[];
  /** What was typed while the connection was lost and waits to be sent or discarded; null when nothing is. */
  readonly held: Held | null;
  /** Bytes of output that came while nobody was here to get them and are no longer kept; 0 once that was dismissed. */
  readonly lostBytes: number;
  /** Who is in this terminal; null before that was told. */
  readonly presence: PresenceNotice | null;
  /** Whether this window decides the size and answers what programs ask. */
  readonly drives: boolean;
  /** The terminal's size; null before the first hello. */
  readonly size: Cells | null;
  /** What this window has room for; null while it is not shown. */
  readonly room: Cells | null;
  /** Sentence about how the program ended; null while it runs. */
  readonly ended: string | null;
  /** Who asked for it; null while this terminal is not recorded. */
  readonly recording: { readonly by: string } | null;
}

export const INITIAL_STATE: TerminalState = {
  status: { kind: "connecting" },
  readOnly: false,
  latency: null,
  latencies: [],
  held: null,
  lostBytes: 0,
  presence: null,
  drives: false,
  size: null,
  room: null,
  ended: null,
  recording: null,
};
