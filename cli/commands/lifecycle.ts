import { OPERATION, RECORD, STARTED } from "../answers.ts";
import { sandboxPath } from "../api.ts";
import type { Started } from "../bodies.ts";
import { newCommand, type Perform, type Session, wholeNumber } from "../command.ts";
import { done, EXIT, type Outcome } from "../failure.ts";
import { ended } from "../operations.ts";
import { recordLines } from "../text/record.ts";
import { oneLine } from "../text/table.ts";

const NO_WAIT = ["--no-wait", "return as soon as it has begun"] as const;

export function resumeCommand(perform: Perform) {
  return newCommand("resume", "Bring an archived sandbox back, or retry one in error", {
    example: "resume fix-login",
  })
    .argument("<name>", "the sandbox")
    .option("--checkpoint <id>", "from this save instead of the last one")
    .option(...NO_WAIT)
    .action((name, options) =>
      perform(options, async (session) => {
        const body = { checkpoint_id: options.checkpoint };
        const begun = await session.api.post(STARTED, `${sandboxPath(name)}/resume`, body);
        const words = { doing: `Resuming ${oneLine(name)}`, done: `${oneLine(name)} runs.` };
        return follow(session, name, begun, options.wait, words);
      }),
    );
}

export function teardownCommand(perform: Perform) {
  return newCommand("teardown", "Save, verify the save, then destroy", {
    example: "teardown fix-login",
    more: "--discard destroys without saving: what is in no checkpoint is lost. It needs --confirm with the name.",
  })
    .argument("<name>", "the sandbox")
    .option("--force", "also while it is launching, or somebody is at work in it")
    .option("--discard", "without saving first")
    .option("--confirm <name>", "the sandbox's name once more")
    .option(...NO_WAIT)
    .action((name, options) =>
      perform(options, async (session) => {
        const { force, discard, confirm } = options;
        const path = `${sandboxPath(name)}/teardown`;
        const begun = await session.api.post(STARTED, path, { force, discard, confirm });
        const end = discard ? "is gone, without a save." : "is saved and torn down.";
        const words = { doing: `Tearing down ${oneLine(name)}`, done: `${oneLine(name)} ${end}` };
        return follow(session, name, begun, options.wait, words);
      }),
    );
}

export function keepAliveCommand(perform: Perform) {
  return newCommand("keep-alive", "Keep a sandbox for at least so long, within its lifetime", {
    example: "keep-alive fix-login --minutes 120",
  })
    .argument("<name>", "the sandbox")
    .requiredOption("--minutes <minutes>", "from now; 0 takes it back", wholeNumber(0))
    .action((name, options) =>
      perform(options, async ({ api, output }) => {
        const { minutes } = options;
        const record = await api.post(RECORD, `${sandboxPath(name)}/keep-alive`, { minutes });
        if (!record.ok) return record;
        output.body(record.value);
        output.say(recordLines(output, record.value, Date.now()));
        return done(EXIT.done);
      }),
    );
}

export function operationCommand(perform: Perform) {
  return newCommand("operation", "What became of an operation, at any later time", {
    example: "operation fix-login op_0123456789 --json",
  })
    .argument("<name>", "the sandbox")
    .argument("<operation_id>", "as the command that began it said")
    .action((name, id, options) =>
      perform(options, async ({ api, output }) => {
        const path = `${sandboxPath(name)}/operations/${encodeURIComponent(id)}`;
        const operation = await api.get(OPERATION, path);
        if (!operation.ok) return operation;
        output.body(operation.value);
        const { type, status, actor, error } = operation.value;
        output.say(oneLine(`${type} by ${actor}: ${status}${error ? ` (${error.message})` : ""}`));
        return done(EXIT.done);
      }),
    );
}

/** Waits for what was begun, if wanted, and tells how it stands. */
export async function follow<T extends Started>(
  session: Session,
  name: string,
  begun: Outcome<T>,
  wait: boolean,
  words: { readonly doing: string; readonly done: string },
): Promise<Outcome<number>> {
  const result = wait ? await ended(session, name, begun, words.doing) : begun;
  if (!result.ok) return result;
  const { output } = session;
  output.body(result.value);
  if (result.value.status === "succeeded") output.say(words.done);
  else output.say(`${words.doing}: operation ${result.value.operation_id}`);
  return done(EXIT.done);
}
