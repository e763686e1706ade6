import { CHECKPOINTS, STARTED } from "../answers.ts";
import { sandboxPath } from "../api.ts";
import type { CheckpointDetailBody } from "../bodies.ts";
import { newCommand, type Perform } from "../command.ts";
import { done, EXIT } from "../failure.ts";
import { ago, size } from "../text/quantities.ts";
import { oneLine, table } from "../text/table.ts";
import { follow } from "./lifecycle.ts";

export function checkpointCommand(perform: Perform) {
  return newCommand("checkpoint", "Save a sandbox's files now", { example: "checkpoint fix-login" })
    .argument("<name>", "the sandbox")
    .option("--no-wait", "return as soon as it has begun")
    .action((name, options) =>
      perform(options, async (session) => {
        const path = `${sandboxPath(name)}/checkpoints`;
        const begun = await session.api.postOnce(STARTED, path);
        const words = { doing: `Saving ${oneLine(name)}`, done: `${oneLine(name)} is saved.` };
        return follow(session, name, begun, options.wait, words);
      }),
    );
}

export function checkpointsCommand(perform: Perform) {
  return newCommand("checkpoints", "A sandbox's saves, newest first", { example: "checkpoints fix-login" })
    .argument("<name>", "the sandbox")
    .action((name, options) =>
      perform(options, async ({ api, output }) => {
        const list = await api.get(CHECKPOINTS, `${sandboxPath(name)}/checkpoints`);
        if (!list.ok) return list;
        output.body(list.value);
        if (list.value.items.length === 0) output.say("There are none.");
        else output.say(listed(list.value.items));
        return done(EXIT.done);
      }),
    );
}

function listed(items: readonly CheckpointDetailBody[]): string {
  const now = Date.now();
  const rows = items.map((one) => [
    one.checkpoint_id,
    ago(one.created_at, now),
    one.reason,
    size(one.size_bytes),
    String(one.file_count),
    one.verified ? "yes" : "no",
  ]);
  return table(["CHECKPOINT", "SAVED", "WHY", "SIZE", "FILES", "VERIFIED"], rows);
}
