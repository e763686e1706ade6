import { Link } from "react-router";
import type { SummaryBody } from "../../workers/domain/bodies.ts";
import { Age, Ago, Until } from "./relative-time.tsx";
import { sourceWords } from "./source-words.ts";
import { StateChip } from "./state-chip.tsx";
import { OPERATION_WORDS } from "./state-words.ts";

/** One line of the list: the whole row is a link, the checkbox is for acting on several. */
export function SandboxRow({ sandbox, selectable }: { sandbox: SummaryBody; selectable: boolean }) {
  return (
    <li className="group relative flex min-h-14 items-center gap-3 border-line border-b px-3 last:border-b-0 hover:bg-hover has-[a:focus-visible]:bg-hover sm:px-4">
      {selectable ? (
        <label className="relative z-10 -m-2 grid size-8 shrink-0 place-items-center max-sm:hidden">
          <span className="sr-only">Select {sandbox.name}</span>
          <input type="checkbox" name="name" value={sandbox.name} form="bulk" className="size-4" />
        </label>
      ) : null}
      <div className="grid min-w-0 flex-1 gap-x-4 gap-y-0.5 py-2 sm:grid-cols-[minmax(0,5fr)_minmax(0,4fr)_minmax(0,2fr)_3.5rem] sm:items-center">
        <div className="flex min-w-0 items-center gap-2.5 max-sm:justify-between">
          <Link
            to={`/sandboxes/${sandbox.name}`}
            prefetch="intent"
            className="truncate font-medium after:absolute after:inset-0 focus-visible:outline-none"
          >
            {sandbox.name}
          </Link>
          <StateChip state={sandbox.state} phase={sandbox.phase} hasCheckpoint={sandbox.has_checkpoint} />
        </div>
        <div className="min-w-0 sm:text-right md:text-left">
          <p className="truncate">{sourceWords(sandbox)}</p>
          <p className="truncate text-muted text-xs">
            <Why sandbox={sandbox} />
          </p>
        </div>
        <p className="truncate text-muted max-sm:hidden">{sandbox.owner.name}</p>
        <p className="text-right text-muted max-sm:hidden">
          <Age at={sandbox.created_at} />
        </p>
      </div>
    </li>
  );
}

/** Why it is as it is, and what happens next: "output 40 s ago · archives in 12 min". */
function Why({ sandbox }: { sandbox: SummaryBody }) {
  if (sandbox.error_reason) return <span className="text-bad">{reasonWords(sandbox.error_reason)}</span>;
  if (sandbox.operation) return <>{OPERATION_WORDS[sandbox.operation]}…</>;
  if (sandbox.state === "destroyed") {
    return sandbox.has_checkpoint ? <>files are kept, resume any time</> : <>nothing is kept</>;
  }
  return (
    <>
      {sandbox.last_activity.because} <Ago at={sandbox.last_activity.at} />
      {sandbox.teardown.auto && sandbox.teardown.at ? (
        <>
          {" · archives in "}
          <Until at={sandbox.teardown.at} />
        </>
      ) : null}
    </>
  );
}

/** "save_failed" -> "Save failed". */
export function reasonWords(code: string): string {
  const words = code.replaceAll("_", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}
