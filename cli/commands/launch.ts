import { sandboxPath } from "../api.ts";
import type { Launched, RecordBody } from "../bodies.ts";
import { gather, newCommand, type Perform, wholeNumber } from "../command.ts";
import { readVariables } from "../environment.ts";
import { done, EXIT } from "../failure.ts";
import { operationEnd } from "../operations.ts";
import { recordLines } from "../text/record.ts";

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
        const { api, output, env } = session;
        const variables = readVariables(options.env, options.envFile, env);
        if (!variables.ok) return variables;
        const { repository, ref, template, profile, command } = options;
        const body = {
          ...{ name, repository, ref, template, profile, command, env: variables.value },
          idle_timeout_minutes: options.idleTimeout,
          force_recreate: options.forceRecreate,
        };
        const headers = { "idempotency-key": crypto.randomUUID() };
        const launched = await api.post<Launched>("/sandboxes", body, { headers, repeatable: true });
        if (!launched.ok) return launched;
        let { sandbox } = launched.value;
        const { operation_id, reused, resumed } = launched.value;
        if (options.wait && operation_id !== null) {
          const end = await operationEnd(session, sandbox.name, operation_id, `Launching ${sandbox.name}`);
          if (!end.ok) return end;
          const record = await api.get<RecordBody>(sandboxPath(sandbox.name));
          if (!record.ok) return record;
          sandbox = record.value;
        }
        output.body({ ...launched.value, sandbox });
        if (reused && !resumed) output.note("It existed already.");
        if (resumed) output.note("It was archived and comes back with its files.");
        output.say(recordLines(output, sandbox, Date.now()));
        return done(EXIT.done);
      }),
    );
}
