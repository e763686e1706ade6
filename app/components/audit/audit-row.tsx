import { ChevronRight } from "lucide-react";
import { Link } from "react-router";
import type { AuditQuery } from "../../../workers/domain/audit/audit.ts";
import { exactTime } from "../controls/durations.ts";
import { Ago } from "../controls/relative-time.tsx";
import { Chip } from "../controls/state-chip.tsx";
import { addressOf } from "./audit-filters.tsx";
import type { AuditWords } from "./audit-words.ts";

export interface ShownEntry {
  readonly seq: number;
  readonly at: string;
  readonly words: AuditWords;
  /** Why, when it was refused. */
  readonly refused: string | null;
  /** Whether it was done is not known. */
  readonly interrupted: boolean;
  readonly actor: { readonly kind: string; readonly id: string; readonly label: string };
  readonly address: string | null;
  readonly action: string;
  readonly target: string | null;
  /** As JSON, indented. */
  readonly data: string;
}

const INTERRUPTED =
  "The server went down or failed before it was known whether this was done. Look at what it is about to see.";

/** A sentence, and on demand everything that was written down. */
export function AuditRow({ entry, query }: { entry: ShownEntry; query: AuditQuery }) {
  const { at, refused, interrupted, address, words } = entry;
  return (
    <li>
      <details className="group">
        <summary className="grid grid-cols-[auto_minmax(0,1fr)_auto] items-baseline gap-x-2.5 gap-y-0.5 px-3 py-2.5 hover:bg-hover focus-visible:-outline-offset-2">
          <ChevronRight
            className="size-3.5 translate-y-0.5 text-muted group-open:rotate-90 motion-safe:transition-transform"
            aria-hidden
          />
          <span className="min-w-0 break-words">
            {words.map((part, nth) =>
              typeof part === "string" ? (
                part
              ) : (
                // biome-ignore lint/suspicious/noArrayIndexKey: the pieces of one sentence never move
                <span key={nth} className="font-semibold">
                  {part.sandbox}
                </span>
              ),
            )}
          </span>
          <span className="text-muted text-xs">
            <Ago at={at} />
          </span>
          <span className="col-span-2 col-start-2 flex flex-wrap items-center gap-x-2 gap-y-1 text-muted text-xs">
            {refused ? <Chip tone="bad">Refused: {refused}</Chip> : null}
            {interrupted ? <Chip tone="warn">Interrupted</Chip> : null}
            {exactTime(at)}
            {address ? ` · ${address}` : ""}
          </span>
        </summary>
        <Details entry={entry} query={query} />
      </details>
    </li>
  );
}

function Details({ entry, query }: { entry: ShownEntry; query: AuditQuery }) {
  const { seq, actor, action, target, data } = entry;
  const sandbox = target?.startsWith("sandbox:") ? target.slice("sandbox:".length) : null;
  return (
    <div className="grid gap-3 border-line border-t px-4 py-3">
      {entry.interrupted ? <p>{INTERRUPTED}</p> : null}
      <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-1 text-xs [&>dd]:break-all [&>dd]:font-mono [&>dt]:text-muted">
        <dt>Entry</dt>
        <dd>{seq}</dd>
        <dt>Action</dt>
        <dd>{action}</dd>
        <dt>Actor</dt>
        <dd>
          {actor.kind} {actor.id}
        </dd>
        {target ? (
          <>
            <dt>Target</dt>
            <dd>{target}</dd>
          </>
        ) : null}
      </dl>
      <pre className="whitespace-pre-wrap break-all rounded-md bg-hover p-2.5 font-mono text-xs">{data}</pre>
      <p className="flex flex-wrap gap-x-4 gap-y-1 text-xs [&>a]:text-accent [&>a]:underline">
        <Link to={addressOf({ ...query, actor: actor.id })}>Everything by {actor.label}</Link>
        {target ? <Link to={addressOf({ ...query, target })}>Everything about this</Link> : null}
        <Link to={addressOf({ ...query, action })}>Every {action}</Link>
        {sandbox ? <Link to={`/sandboxes/${encodeURIComponent(sandbox)}`}>Open {sandbox}</Link> : null}
      </p>
    </div>
  );
}
