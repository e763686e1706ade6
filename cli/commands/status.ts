import { RECORD } from "../answers.ts";
import { sandboxPath } from "../api.ts";
import { newCommand, type Perform } from "../command.ts";
import { done, EXIT } from "../failure.ts";
import { recordLines } from "../text/record.ts";

export function statusCommand(perform: Perform) {
  return newCommand("status", "One sandbox: its state, what is under way, when it stops", {
    example: "status fix-login --json",
  })
    .argument("<name>", "the sandbox")
    .action((name, options) =>
      perform(options, async ({ api, output }) => {
        const record = await api.get(RECORD, sandboxPath(name));
        if (!record.ok) return record;
        output.body(record.value);
        output.say(recordLines(output, record.value, Date.now()));
        return done(EXIT.done);
      }),
    );
}
