import { LAUNCHED } from "../answers.ts";
import { sandboxPath } from "../api.ts";
import { newCommand, type Perform } from "../command.ts";
import { tellLaunched } from "../launched.ts";

export function forkCommand(perform: Perform) {
  return newCommand("fork", "A new sandbox that begins with the files of a save", {
    example: "fork fix-login try-another-way --wait",
    more: "The sandbox itself goes on as it is, running or not.",
  })
    .argument("<name>", "the sandbox")
    .argument("<new_name>", "what the new one is called")
    .option("--checkpoint <id>", "from this save instead of the last verified one")
    .option("--profile <name>", "how large the new one is: as the first one unless given")
    .option("--wait", "return when it runs, or could not be launched")
    .action((name, new_name, options) =>
      perform(options, async (session) => {
        const { checkpoint, profile, wait = false } = options;
        const body = { name: new_name, checkpoint_id: checkpoint, profile };
        const path = `${sandboxPath(name)}/fork`;
        const forked = await session.api.postOnce(LAUNCHED, path, body);
        return tellLaunched(session, forked, wait);
      }),
    );
}
