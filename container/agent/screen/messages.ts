/** What the agent and the thread that keeps its terminals' screens say to each other. PTYs go by numbers of their own. */
import type { Size } from "../../../workers/domain/terminal/tape.ts";
import type { OutputPiece, Resting, Screen } from "./screen-keeper.ts";

export type ToScreens =
  /** From now on its output is followed. */
  | { readonly type: "begin"; readonly pty: number; readonly at: Resting }
  | { readonly type: "output"; readonly pty: number; readonly piece: OutputPiece }
  /** Answered with the screen where it is kept. */
  | { readonly type: "screen"; readonly pty: number; readonly request: number }
  /** Answered with the screen after more output, which begins at or before where the screen is kept; `pty` is not changed. */
  | {
      readonly type: "show";
      readonly pty: number;
      readonly request: number;
      readonly begin: Size;
      readonly piece: OutputPiece;
    }
  | { readonly type: "end"; readonly pty: number }
  /** Answered with every screen, after which the thread ends. */
  | { readonly type: "retire" };

export type FromScreens =
  /** Output up to `offset` is in the screen: it need not be kept for it. The piece's buffer comes back. */
  | {
      readonly type: "progress";
      readonly pty: number;
      readonly offset: number;
      readonly buffer: ArrayBuffer;
    }
  | { readonly type: "screen"; readonly request: number; readonly screen: Screen | null }
  /** Null when one is in the middle of an endless sequence: the thread goes on. */
  | {
      readonly type: "retired";
      readonly screens: readonly (readonly [pty: number, at: Resting | null])[] | null;
    };
