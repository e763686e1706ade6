import { TERMINALS } from "../answers.ts";
import { sandboxPath } from "../api.ts";
import type { TerminalBody } from "../bodies.ts";
import { newCommand, type Perform } from "../command.ts";
import { done, EXIT } from "../failure.ts";
import { ago } from "../text/quantities.ts";
import { table } from "../text/table.ts";

export function terminalsCommand(perform: Perform) {
  return newCommand("terminals", "A sandbox's terminals", { example: "terminals fix-login" })
    .argument("<name>", "the sandbox")
    .action((name, options) =>
      perform(options, async ({ api, output }) => {
        const list = await api.get(TERMINALS, `${sandboxPath(name)}/terminals`);
        if (!list.ok) return list;
        output.body(list.value);
        if (list.value.items.length === 0) output.say("There are none: `sandbar attach` opens one.");
        else output.say(listed(list.value.items));
        return done(EXIT.done);
      }),
    );
}

function listed(items: readonly TerminalBody[]): string {
  const now = Date.now();
  const rows = items.map(({ terminal_id, name, title, cols, rows, exit, created_at }) => [
    terminal_id,
    name ?? "",
    title,
    `${cols}×${rows}`,
    exit ? `ended with ${exit.exit_code ?? exit.signal ?? "an unknown code"}` : "open",
    ago(created_at, now),
  ]);
  return table(["TERMINAL", "NAME", "PROGRAM", "SIZE", "STATE", "OPENED"], rows);
}
