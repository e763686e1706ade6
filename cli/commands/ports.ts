import { PORTS } from "../answers.ts";
import { sandboxPath } from "../api.ts";
import type { PortBody } from "../bodies.ts";
import { newCommand, type Perform } from "../command.ts";
import { done, EXIT } from "../failure.ts";
import { table } from "../text/table.ts";

export function portsCommand(perform: Perform) {
  return newCommand("ports", "Ports that a sandbox's programs listen on, and where to look at them", {
    example: "ports fix-login",
  })
    .argument("<name>", "the sandbox")
    .action((name, options) =>
      perform(options, async ({ api, output }) => {
        const list = await api.get(PORTS, `${sandboxPath(name)}/ports`);
        if (!list.ok) return list;
        output.body(list.value);
        if (list.value.items.length === 0) output.say("Nothing listens.");
        else output.say(listed(list.value.items));
        return done(EXIT.done);
      }),
    );
}

function listed(items: readonly PortBody[]): string {
  const rows = items.map(({ port, process, address, url }) => [
    String(port),
    process ?? "",
    address,
    url ?? "",
  ]);
  return table(["PORT", "PROGRAM", "ADDRESS", "PREVIEW"], rows);
}
