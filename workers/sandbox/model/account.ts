import type { Checkpoint, ExportRecord, SandboxRecord } from "../../domain/sandbox.ts";
import type { Files } from "./world/archive.ts";

/** What the model knows of one sandbox because somebody was told so, or because it was committed. */
export interface Account {
  readonly id: string;
  /** As last committed; null before the launch and after a purge. */
  record: SandboxRecord | null;
  /** The record's text as last committed. */
  committed: string | null;
  /** What was written in the present workspace. */
  work: Map<string, number>;
  /** That, when the last save or teardown was accepted: what the checkpoint that comes of it must hold. */
  due: Files;
  /** Somebody asked to lose what is not saved. */
  discarded: boolean;
  /** Runs whose launch command has ended. */
  readonly ended: Set<number>;
  /** Verified, told of, and not deleted since. */
  readonly checkpoints: Map<string, Checkpoint>;
  readonly exports: Map<string, ExportRecord>;
  /** Keys of what somebody deleted. */
  readonly deleted: Set<string>;
  /** Operations whose acceptance somebody was told of. */
  readonly accepted: Set<string>;
  purged: boolean;
  /** Ids of the events that webhooks are to be told, in order. */
  readonly announced: string[];
  /** The last event's number. */
  last_seq: number;
}

export function newAccount(id: string): Account {
  return {
    id,
    record: null,
    committed: null,
    work: new Map(),
    due: new Map(),
    discarded: false,
    ended: new Set(),
    checkpoints: new Map(),
    exports: new Map(),
    deleted: new Set(),
    accepted: new Set(),
    purged: false,
    announced: [],
    last_seq: 0,
  };
}
