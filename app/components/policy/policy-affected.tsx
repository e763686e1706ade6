import { Link } from "react-router";
import { exactTime } from "../controls/durations.ts";
import { Age } from "../controls/relative-time.tsx";
import { StateChip } from "../controls/state-chip.tsx";
import { When } from "../controls/when.tsx";
import { type AffectedSandbox, deedWords, isDeletion } from "./policy-preview-words.ts";

/** One sandbox of the preview: what happens to it, when, and what is not saved yet. */
export function PolicyAffected({ one }: { one: AffectedSandbox }) {
  return (
    <li className="grid gap-0.5 py-2.5">
      <div className="flex items-center justify-between gap-3">
        <Link to={`/sandboxes/${one.name}`} className="min-w-0 truncate rounded font-medium hover:underline">
          {one.name}
        </Link>
        <StateChip state={one.state} hasCheckpoint />
      </div>
      <p className={isDeletion(one) ? "text-bad" : ""}>
        {deedWords(one)}
        {one.at ? (
          <>
            {" · "}
            <When at={one.at} />
          </>
        ) : null}
      </p>
      <p className="text-muted text-xs">
        {one.at ? `${exactTime(one.at)}, ` : ""}
        {one.present_at ? (
          <>
            instead of <When at={one.present_at} />
          </>
        ) : (
          "instead of never"
        )}
      </p>
      {one.unsaved_since ? (
        <p className="text-warn text-xs">
          Unsaved work for <Age at={one.unsaved_since} />
        </p>
      ) : null}
    </li>
  );
}
