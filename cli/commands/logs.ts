import { Option } from "@commander-js/extra-typings";
import { LOG_SOURCES } from "../../workers/domain/sandbox.ts";
import { LOG, LOG_PAGE } from "../answers.ts";
import { sandboxPath } from "../api.ts";
import type { LogBody } from "../bodies.ts";
import { newCommand, type Perform, type Session } from "../command.ts";
import { done, EXIT, type Outcome } from "../failure.ts";
import { followed } from "../followed.ts";
import { everyPage } from "../pages.ts";

export function logsCommand(perform: Perform) {
  return newCommand("logs", "What provisioning, the task, processes and the engine have written", {
    example: "logs fix-login --follow --source task",
    json: "one page with all of it; with --follow one entry a line",
    more: "With --follow it ends when the sandbox is destroyed; a connection that breaks is taken up where it was.",
  })
    .argument("<name>", "the sandbox")
    .option("-f, --follow", "go on with what is written from now on")
    .addOption(new Option("--source <source>", "only of this").choices(LOG_SOURCES))
    .action((name, options) =>
      perform(options, (session) => {
        const path = `${sandboxPath(name)}/logs`;
        return options.follow ? follow(session, path, options.source) : print(session, path, options.source);
      }),
    );
}

async function print({ api, output }: Session, path: string, source?: string): Promise<Outcome<number>> {
  const items: LogBody[] = [];
  const end = await everyPage(LOG_PAGE, api, path, { source }, async (page) => {
    // One document can't be written piece by piece; what people read can.
    if (output.json) items.push(...page.items);
    else for (const entry of page.items) await output.pour(entry.stream, entry.text);
  });
  if (!end.ok) return end;
  output.body({ ...end.value, items });
  return done(EXIT.done);
}

async function follow(session: Session, path: string, source?: string): Promise<Outcome<number>> {
  const { output } = session;
  const query = source ? `?source=${source}` : "";
  return followed(LOG, session, path + query, "log", async (entry) => {
    if (output.json) await output.pour("stdout", `${JSON.stringify(entry)}\n`);
    else await output.pour(entry.stream, entry.text);
  });
}
