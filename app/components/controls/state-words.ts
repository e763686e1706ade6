import type { OperationType, Phase, State } from "../../../workers/domain/sandbox.ts";

/** The colour family of a state; chips and rows take one of these. */
export type Tone = "ok" | "busy" | "done" | "warn" | "bad" | "idle";

export interface StateWords {
  readonly label: string;
  readonly tone: Tone;
  /** Something is happening by itself: the dot moves. */
  readonly moving: boolean;
}

const WORDS: Record<Exclude<State, "destroyed">, StateWords> = {
  new: { label: "Queued", tone: "busy", moving: true },
  provisioning: { label: "Starting", tone: "busy", moving: true },
  running: { label: "Running", tone: "ok", moving: false },
  saving: { label: "Saving", tone: "busy", moving: true },
  completed: { label: "Completed", tone: "done", moving: false },
  tearing_down: { label: "Tearing down", tone: "warn", moving: true },
  error: { label: "Needs attention", tone: "bad", moving: false },
};

/** What a person reads for a state: `destroyed` is "Archived" while its files can come back, else "Gone". */
export function stateWords(state: State, hasCheckpoint: boolean): StateWords {
  if (state !== "destroyed") return WORDS[state];
  return { label: hasCheckpoint ? "Archived" : "Gone", tone: "idle", moving: false };
}

export const PHASE_WORDS: Record<Phase, string> = {
  allocating: "Getting a place to run",
  restoring: "Bringing back the files",
  cloning: "Cloning the repository",
  setup: "Running set-up",
  starting: "Starting",
};

/** "Saving a checkpoint": what a running operation is doing, for banners and disabled buttons. */
export const OPERATION_WORDS: Record<OperationType, string> = {
  launch: "Launching",
  save: "Saving a checkpoint",
  export: "Exporting",
  teardown: "Tearing down",
  resume: "Resuming",
  purge: "Deleting",
};

export const TONE_TEXT: Record<Tone, string> = {
  ok: "text-ok",
  busy: "text-busy",
  done: "text-done",
  warn: "text-warn",
  bad: "text-bad",
  idle: "text-idle",
};
