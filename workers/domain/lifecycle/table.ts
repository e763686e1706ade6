import type { State } from "../sandbox.ts";

/** The legal transitions of the lifecycle; a transition to the same state is a no-op and not listed. */
export const LEGAL: Readonly<Record<State, readonly State[]>> = {
  new: ["provisioning", "tearing_down", "error"],
  provisioning: ["running", "tearing_down", "error"],
  running: ["saving", "completed", "tearing_down", "error"],
  saving: ["running", "completed", "tearing_down", "error"],
  completed: ["running", "saving", "tearing_down", "error"],
  tearing_down: ["destroyed", "error"],
  destroyed: ["provisioning"],
  error: ["provisioning", "saving", "tearing_down"],
};

export function isLegal(from: State, to: State): boolean {
  return from === to || LEGAL[from].includes(to);
}
