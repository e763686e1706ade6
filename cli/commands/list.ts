import { Option } from "@commander-js/extra-typings";
import { PAGE_LIMIT_MAX } from "../../workers/domain/sandbox/listing.ts";
import { STATES } from "../../workers/domain/sandbox.ts";
import { SANDBOX_PAGE } from "../answers.ts";
import type { SandboxPage, SummaryBody } from "../bodies.ts";
import { newCommand, type Perform, type Session, wholeNumber } from "../command.ts";
import { done, EXIT, type Outcome } from "../failure.ts";
import { ago, ahead } from "../text/quantities.ts";
import { stateWords } from "../text/state.ts";
import { table } from "../text/table.ts";

const STATE_COLUMN = 1;

export function listCommand(perform: Perform) {
  return newCommand("list", "The team's sandboxes, newest first", {
    example: "list --state running --owner me",
    more: "Without --all it is the first page; the JSON of --all is one page with all of them.",
  })
    .addOption(new Option("--state <state>", "only those in this state").choices(STATES))
    .option("--owner <id>", "only those of this person: a user id, or `me`")
    .option("--search <text>", "only those whose name or repository has this in it")
    .option("--all", "all pages")
    .option("--limit <number>", `how many a page, at most ${PAGE_LIMIT_MAX}`, wholeNumber(1, PAGE_LIMIT_MAX))
    .option("--cursor <cursor>", "the page that begins there: `next_cursor` of the one before")
    .action((options) =>
      perform(options, async (session) => {
        const { state, owner, search: q, all, limit = all ? PAGE_LIMIT_MAX : undefined, cursor } = options;
        const pages = await read(session, { state, owner, q, limit, cursor }, all ?? false);
        if (!pages.ok) return pages;
        session.output.body(pages.value);
        show(session, pages.value);
        return done(EXIT.done);
      }),
    );
}

async function read(
  { api }: Session,
  query: Readonly<Record<string, string | number | undefined>>,
  all: boolean,
): Promise<Outcome<SandboxPage>> {
  const items: SummaryBody[] = [];
  for (let cursor = query.cursor; ; ) {
    const page = await api.get(SANDBOX_PAGE, "/sandboxes", { ...query, cursor });
    if (!page.ok) return page;
    items.push(...page.value.items);
    const next = page.value.next_cursor;
    if (!all || next === null) return done({ items, next_cursor: next });
    cursor = next;
  }
}

function show({ output }: Session, { items, next_cursor }: SandboxPage): void {
  if (items.length === 0) {
    output.say("There are none.");
    return;
  }
  const now = Date.now();
  const rows = items.map(({ name, state, owner, repository, template, last_activity, teardown }) => [
    name,
    state,
    owner.name,
    repository ?? template ?? "",
    ago(last_activity.at, now),
    teardown.at ? ahead(teardown.at, now) : "",
  ]);
  const paint = (cell: string, column: number) => (column === STATE_COLUMN ? stateWords(output, cell) : cell);
  output.say(table(["NAME", "STATE", "OWNER", "FROM", "ACTIVE", "STOPS"], rows, paint));
  if (next_cursor) output.note("There are more: --all lists them.");
}
