import { EVENT, EVENT_PAGE } from "../answers.ts";
import { sandboxPath } from "../api.ts";
import type { EventBody } from "../bodies.ts";
import { newCommand, type Perform, type Session } from "../command.ts";
import { done, EXIT, type Outcome } from "../failure.ts";
import { followed } from "../followed.ts";
import { everyPage } from "../pages.ts";
import { oneLine } from "../text/table.ts";

export function eventsCommand(perform: Perform) {
  return newCommand("events", "What happened to a sandbox, oldest first", {
    example: "events fix-login --follow",
    json: "one page with all of it; with --follow one event a line",
    more: "With --follow it ends when the sandbox is destroyed; a connection that breaks is taken up where it was.",
  })
    .argument("<name>", "the sandbox")
    .option("-f, --follow", "go on with what happens from now on")
    .action((name, options) =>
      perform(options, (session) => {
        const path = `${sandboxPath(name)}/events`;
        return options.follow ? follow(session, path) : print(session, path);
      }),
    );
}

async function print({ api, output }: Session, path: string): Promise<Outcome<number>> {
  const items: EventBody[] = [];
  const end = await everyPage(EVENT_PAGE, api, path, {}, async (page) => {
    items.push(...page.items);
    for (const event of page.items) output.say(line(event));
  });
  if (!end.ok) return end;
  output.body({ ...end.value, items });
  return done(EXIT.done);
}

function follow(session: Session, path: string): Promise<Outcome<number>> {
  const { output } = session;
  return followed(EVENT, session, path, "event", async (event) => {
    await output.pour("stdout", `${output.json ? JSON.stringify(event) : line(event)}\n`);
  });
}

function line({ at, actor, type, from, to, reason }: EventBody): string {
  const step = to && (from ? `${from} → ${to}` : to);
  return [at, actor, type, step, reason].flatMap((part) => (part ? [oneLine(part)] : [])).join("  ");
}
