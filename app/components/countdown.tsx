import { Timer } from "lucide-react";
import type { RecordBody } from "../../workers/domain/bodies.ts";
import { useNow } from "./clock.ts";
import { exactTime, shortDuration } from "./durations.ts";
import { useSandboxCommand } from "./use-sandbox-command.ts";

const SOON_MS = 10 * 60_000;

const POLICY_WORDS: Readonly<Record<string, string>> = {
  idle: "Set by the idle time of the policy.",
  completed: "Set by how long completed sandboxes are kept.",
  max_lifetime: "Set by the longest lifetime of the policy.",
  archive_retention: "Set by how long archives are kept.",
};

/** When the policy acts, and the button that moves it: red when near. */
export function Countdown({ record, mayChange }: { record: RecordBody; mayChange: boolean }) {
  const now = useNow();
  const command = useSandboxCommand(record.name);
  const { auto, at, reason } = record.teardown;
  if (!auto || at === null || record.operation?.type === "teardown") return null;
  const left = Date.parse(at) - now;
  const archived = record.state === "destroyed";
  const soon = left < SOON_MS && !archived;
  return (
    <span
      className={`inline-flex h-6 items-center gap-1.5 rounded-full pl-2 text-xs whitespace-nowrap tinted ${soon ? "text-bad" : "text-muted"}`}
      title={`${exactTime(at)}. ${POLICY_WORDS[reason ?? ""] ?? ""}`}
    >
      <Timer className="size-3.5" aria-hidden />
      <span className={mayChange && !archived ? "" : "pr-2.5"}>
        {archived ? "deleted" : "archives"} {left <= 0 ? "now" : `in ${shortDuration(left)}`}
      </span>
      {mayChange && !archived ? (
        <command.Form method="post" action={command.action} className="contents">
          <button
            type="submit"
            name="intent"
            value="heartbeat"
            className="h-6 rounded-full px-2 font-medium text-text hover:bg-hover focus-visible:-outline-offset-2"
          >
            Keep alive
          </button>
        </command.Form>
      ) : null}
    </span>
  );
}
