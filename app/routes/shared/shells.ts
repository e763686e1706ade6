import type { Shell } from "~/live/shells/shell.ts";
import { listTerminals } from "../../../workers/services/work/terminals.ts";
import { answered } from "../page/answer.ts";
import { guestVisit } from "./context.ts";

/** Terminals are asked of the running sandbox: where it does not answer there are none to show yet. */
export async function sharedShells(asked: Parameters<typeof guestVisit>[0]): Promise<readonly Shell[]> {
  const { context, name } = await guestVisit(asked);
  const listed = await listTerminals(context, { name });
  if (!listed.ok && listed.refusal.reason_code === "not_shared") answered(listed);
  return listed.ok ? listed.value.items : [];
}
