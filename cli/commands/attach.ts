import { constants } from "node:os";
import { TERMINAL, TERMINALS } from "../answers.ts";
import { sandboxPath } from "../api.ts";
import { Attached, KEYS } from "../attach/attached.ts";
import type { AttachEnd } from "../attach/end.ts";
import { lendTerminal } from "../attach/person-terminal.ts";
import type { TerminalBody } from "../bodies.ts";
import { newCommand, type Perform, type Session } from "../command.ts";
import { exitOf } from "../exec-exit.ts";
import { done, EXIT, type Outcome, refused } from "../failure.ts";
import type { Ends } from "../program.ts";
import { size } from "../text/quantities.ts";
import { oneLine } from "../text/table.ts";

export function attachCommand(perform: Perform, ends: Ends) {
  return newCommand("attach", "Work in a sandbox's terminal from yours", {
    example: "attach fix-login",
    json: "refused: attaching is for a person at a terminal",
    more:
      `Without a terminal named it is the first one that is open, else a new one.\n${KEYS}.\n` +
      "The shell goes on when you detach; a connection that breaks is taken up where it was.",
  })
    .argument("<name>", "the sandbox")
    .argument("[terminal]", "its id or name, as `sandbar terminals` lists them")
    .option("--new", "open a new one, named as given")
    .option("--exit-code", "exit as the shell did, if it ends")
    .action((name, wanted, options) =>
      perform(options, async (session) => {
        if (session.output.json || !ends.stdin.isTTY || !ends.stdout.isTTY) return NO_TERMINAL;
        const found = await findTerminal(session, name, wanted, options.new ?? false, ends.stdout);
        if (!found.ok) return found;
        const { terminal_id, name: called } = found.value;
        session.output.note(
          `Terminal ${oneLine(called ?? terminal_id)} of ${oneLine(name)}: Ctrl-\\ d detaches.`,
        );
        const attached = new Attached(session.api, { name, terminal_id }, ends);
        const end = await lendTerminal(attached, ends);
        if (attached.lost > 0)
          session.output.note(
            `\n${size(attached.lost)} of output were no longer kept when the connection was back.`,
          );
        return ended(session, end, options.exitCode ?? false);
      }),
    );
}

async function findTerminal(
  { api }: Session,
  name: string,
  wanted: string | undefined,
  fresh: boolean,
  { columns, rows }: NodeJS.WriteStream,
): Promise<Outcome<TerminalBody>> {
  const path = `${sandboxPath(name)}/terminals`;
  const open = () => api.post(TERMINAL, path, { cols: columns, rows, name: wanted });
  if (fresh) return open();
  const list = await api.get(TERMINALS, path);
  if (!list.ok) return list;
  const { items } = list.value;
  if (wanted === undefined) {
    const first = items.find(({ exit }) => exit === null);
    return first ? done(first) : open();
  }
  const found = items.find((one) => one.terminal_id === wanted) ?? items.find((one) => one.name === wanted);
  if (found) return done(found);
  return refused({
    error: `There is no terminal ${wanted}.`,
    reason_code: "terminal_not_found",
    next_step: `\`sandbar terminals ${name}\` lists them; --new opens it.`,
    field: "terminal",
  });
}

function ended({ output }: Session, end: AttachEnd, own: boolean): Outcome<number> {
  switch (end.type) {
    case "detached":
      output.note("\nDetached: the shell goes on.");
      return done(EXIT.done);
    case "exited": {
      const { exit_code, signal } = end.exit;
      output.note(`\nThe shell ended with ${exit_code ?? signal ?? "an unknown code"}.`);
      return own ? exitOf({ ...end.exit, timed_out: false, truncated: false }, true) : done(EXIT.done);
    }
    case "signalled":
      return done(128 + constants.signals[end.signal]);
    case "closed":
      output.note("");
      return { ok: false, failure: end.failure };
  }
}

const NO_TERMINAL = refused({
  error: "Attaching is for a person at a terminal, and this is none.",
  reason_code: "no_terminal",
  next_step: "Use `sandbar exec` for a program's work.",
});
