import { Link } from "react-router";
import type { SummaryBody } from "../../../workers/domain/sandbox/bodies.ts";
import { Age, Ago, Until } from "../controls/relative-time.tsx";
import { StateChip } from "../controls/state-chip.tsx";
import { OPERATION_WORDS } from "../controls/state-words.ts";
import { PrivateMark } from "../sandbox/private-mark.tsx";
import { sourceWords } from "./source-words.ts";

/** One line of the list: the whole row is a link, the checkbox is for acting on several. */
export function SandboxRow({ sandbox, selectable }: { sandbox: SummaryBody; selectable: boolean }) {
  return (
    <li className="sandbox-row relative border-line border-b px-3 py-2 last:border-b-0 hover:bg-hover has-[a:focus-visible]:bg-hover sm:px-4">
      {selectable ? (
        <label className="relative z-10 -m-2 grid size-8 place-items-center [grid-area:tick] max-sm:hidden">
          <span className="sr-only">Select {sandbox.name}</span>
          <input type="checkbox" name="name" value={sandbox.name} form="bulk" className="size-4" />
        </label>
      ) : null}
      <div className="min-w-0 [grid-area:name]">
        <Link
          to={`/sandboxes/${sandbox.name}`}
          prefetch="intent"
          className="flex min-w-0 items-center gap-1 font-medium after:absolute after:inset-0 focus-visible:outline-none focus-visible:after:outline-2 focus-visible:after:outline-accent focus-visible:after:-outline-offset-2"
        >
          <span className="truncate">{sandbox.name}</span>
          {sandbox.visibility === "private" ? <PrivateMark /> : null}
        </Link>
        <p className="truncate text-muted text-xs">{sourceWords(sandbox)}</p>
      </div>
      <div className="[grid-area:state]">
        <StateChip state={sandbox.state} phase={sandbox.phase} hasCheckpoint={sandbox.has_checkpoint} />
      </div>
      <p className="min-w-0 truncate text-muted [grid-area:why] max-sm:text-xs">
        <Why sandbox={sandbox} />
      </p>
      <p className="min-w-0 truncate text-muted [grid-area:owner] max-sm:hidden">{sandbox.owner.name}</p>
      <p className="text-right text-muted [grid-area:age] max-sm:hidden">
        <Age at={sandbox.created_at} />
      </p>
    </li>
  );
}

/** Why it is as it is, and what happens next: "output 40 s ago · archives in 12 min". */
function Why({ sandbox }: { sandbox: SummaryBody }) {
  const { teardown, archive_expires_at: kept } = sandbox;
  if (sandbox.operation) return <>{OPERATION_WORDS[sandbox.operation]}…</>;
  if (sandbox.error_reason) return <span className="text-bad">{reasonWords(sandbox.error_reason)}</span>;
  if (sandbox.state === "destroyed") {
    if (!sandbox.has_checkpoint) return <>nothing is kept</>;
    return (
      <>
        files are kept
        {kept ? (
          <>
            {" "}
            for <Until at={kept} />
          </>
        ) : null}
        , resume any time
      </>
    );
  }
  const ends =
    teardown.auto && teardown.at ? (
      <>
        archives in <Until at={teardown.at} />
      </>
    ) : null;
  const blocker = teardown.blockers[0];
  if (blocker)
    return <span className="text-warn">{reasonWords(blocker.code)}, is not archived by itself</span>;
  if (teardown.warned_at && ends) return <span className="font-medium text-bad">{ends}</span>;
  return (
    <>
      {sandbox.last_activity.because} <Ago at={sandbox.last_activity.at} />
      {ends ? <> · {ends}</> : null}
    </>
  );
}

/** "save_failed" -> "Save failed". */
function reasonWords(code: string): string {
  const words = code.replaceAll("_", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}
