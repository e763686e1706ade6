import { Link } from "react-router";
import type { RecordBody } from "../../../workers/domain/sandbox/bodies.ts";
import { exactTime } from "../controls/durations.ts";
import { Until } from "../controls/relative-time.tsx";
import { KeepAlive } from "./keep-alive.tsx";
import { becauseWords, blockerWords, settingWords } from "./teardown-words.ts";

const BUTTON =
  "h-7 rounded-md border border-edge bg-surface px-2 font-medium text-xs hover:bg-hover aria-disabled:opacity-55";

/** What the countdown is about: when, why, by which setting, what stands in the way, and how to move it. */
export function WhyItEnds({ record, mayChange }: { record: RecordBody; mayChange: boolean }) {
  const { teardown, archive_expires_at, name } = record;
  if (record.state === "destroyed") {
    return (
      <div className="grid gap-2 p-2.5 whitespace-normal">
        <p>
          Its checkpoints, exports, recordings and timeline are deleted{" "}
          {archive_expires_at ? <>on {exactTime(archive_expires_at)}</> : "later"}, as the policy keeps
          archives for a limited time.
        </p>
        <p className="text-muted">
          Resume it to keep it, or{" "}
          <Link to={`/sandboxes/${name}/exports`} className="text-accent underline">
            take its files home
          </Link>
          .
        </p>
      </div>
    );
  }
  return (
    <div className="grid gap-2.5 p-2.5 text-sm whitespace-normal">
      <p>
        Saved and archived at {exactTime(teardown.at ?? "")}, {becauseWords(record)}. It can be resumed then.
      </p>
      <p className="text-muted">
        {settingWords(record)}{" "}
        <Link to="/settings/policy" className="text-accent underline">
          See the policy
        </Link>
      </p>
      {teardown.kept_until ? (
        <p className="text-muted">
          Somebody asked to keep it for another <Until at={teardown.kept_until} />.
        </p>
      ) : null}
      {teardown.lifetime_ends_at && teardown.reason !== "max_lifetime" ? (
        <p className="text-muted">
          It can be kept for <Until at={teardown.lifetime_ends_at} /> at most: the longest lifetime.
        </p>
      ) : null}
      {teardown.blockers.map(({ code, next_step }) => (
        <p key={code} className="text-warn">
          {blockerWords(code)} <span className="text-text">{next_step}</span>
        </p>
      ))}
      <div className="flex flex-wrap gap-1.5">
        <KeepAlive record={record} mayChange={mayChange} step={30} className={BUTTON} />
        <KeepAlive record={record} mayChange={mayChange} step={60} className={BUTTON} />
        {teardown.kept_until ? (
          <KeepAlive record={record} mayChange={mayChange} step="none" className={BUTTON} />
        ) : null}
      </div>
    </div>
  );
}
