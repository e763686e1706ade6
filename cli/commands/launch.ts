import { LAUNCHED } from "../answers.ts";
import { gather, newCommand, type Perform, wholeNumber } from "../command.ts";
import { readVariables } from "../environment.ts";
import { tellLaunched } from "../launched.ts";

export function launchCommand(perform: Perform) {
  return newCommand("launch", "Launch a sandbox, or find or resume the one of that name", {
    example: "launch fix-login --repository https://github.com/owner/name.git --command 'npm test' --wait",
  })
    .argument("<name>", "what it is called")
    .option("--repository <url>", "begin with a clone of this")
    .option("--ref <ref>", "branch, tag or commit of the repository")
    .option("--template <name>", "begin with this template instead")
    .option("--profile <name>", "how large it is")
    .option("--command <text>", "shell text to run as its task")
    .option("--env <K=V>", "a variable for its task; K alone takes your own value", gather, [])
    .option("--env-file <file>", "variables for its task, one K=V a line")
    .option("--idle-timeout <minutes>", "stop it when nothing happens for so long", wholeNumber(0))
    .option("--force-recreate", "begin anew although it exists, with the state it has now saved")
    .option("--wait", "return when it runs, or could not be launched")
    .action((name, options) =>
      perform(options, async (session) => {
        const { api, env } = session;
        const variables = readVariables(options.env, options.envFile, env);
        if (!variables.ok) return variables;
        const { repository, ref, template, profile, command } = options;
        const body = {
          ...{ name, repository, ref, template, profile, command, env: variables.value },
          idle_timeout_minutes: options.idleTimeout,
          force_recreate: options.forceRecreate,
        };
        const launched = await api.postOnce(LAUNCHED, "/sandboxes", body);
        return tellLaunched(session, launched, options.wait ?? false);
      }),
    );
}
