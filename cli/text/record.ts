import type { RecordBody } from "../bodies.ts";
import type { Output } from "../output.ts";
import { ago, ahead, size } from "./quantities.ts";
import { stateWords } from "./state.ts";
import { oneLine } from "./table.ts";

/** A sandbox in a few lines for people. */
export function recordLines(output: Output, record: RecordBody, now: number): string {
  const { repository, ref, commit, template, operation, checkpoint, teardown, completion, error } = record;
  const facts: [string, string | null][] = [
    ["from", repository ? [repository, ref, commit?.slice(0, 12)].filter(Boolean).join(" ") : template],
    ["profile", record.profile],
    ["owner", record.owner.name],
    ["command", record.command],
    ["active", `${ago(record.last_activity.at, now)} (${record.last_activity.because})`],
    ["now", operation && `${operation.type} by ${operation.actor}, ${ago(operation.started_at, now)}`],
    ["task", completion && `ended with ${completion.exit_code ?? "no exit code"} ${ago(completion.at, now)}`],
    ["saved", checkpoint && `${ago(checkpoint.created_at, now)}, ${size(checkpoint.size_bytes)}`],
    ["stops", teardown.at && `${ahead(teardown.at, now)} (${teardown.reason})`],
    ["deleted", record.archive_expires_at && ahead(record.archive_expires_at, now)],
    ...teardown.blockers.map(({ code, next_step }): [string, string] => ["kept", `${code}: ${next_step}`]),
    ["error", error && `${error.message} ${error.next_step ?? ""}`],
    ["page", record.web_url],
  ];
  const state = stateWords(output, record.state) + (record.phase ? ` (${record.phase})` : "");
  const lines = facts.flatMap(([name, value]) =>
    value ? [`  ${`${name}:`.padEnd(9)} ${oneLine(value)}`] : [],
  );
  return [`${output.paint("bold", record.name)}  ${state}`, ...lines].join("\n");
}
