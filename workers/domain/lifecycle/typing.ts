import type { SandboxRecord } from "../sandbox.ts";
import type { Request } from "./command.ts";
import { type Decision, Draft } from "./draft.ts";

/** Says in the journal who was at work in a terminal; whatever the sandbox is doing. */
export function terminalTyped(
  record: SandboxRecord,
  { actor, terminal_id }: Extract<Request, { type: "terminal_typed" }>,
  now: number,
): Decision {
  return new Draft(record, actor, now).emit("terminal_typed", { terminal_id }).done();
}
