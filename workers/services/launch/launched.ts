import type { Projection } from "../../data/sandboxes.ts";

/** What a launch came to, before it is described. */
export interface Launched {
  readonly sandbox_id: string;
  readonly operation_id: string | null;
  readonly reused: boolean;
  readonly resumed: boolean;
  /** The row that was there before, when there was one. */
  readonly row: Projection | null;
}
