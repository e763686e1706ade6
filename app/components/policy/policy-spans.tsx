import type { Span } from "./policy-preview-words.ts";

const TALLEST_PX = 48;

/** When things would happen, at a glance: one column for each stretch of time, with its number over it. */
export function PolicySpans({ spans }: { spans: readonly Span[] }) {
  const most = Math.max(1, ...spans.map(({ teardowns, deletions }) => teardowns + deletions));
  const height = (count: number) => (count === 0 ? 0 : Math.max(4, Math.round((count / most) * TALLEST_PX)));
  return (
    <figure>
      <ol className="grid grid-cols-7 items-end gap-1">
        {spans.map(({ label, short, teardowns, deletions }) => (
          <li key={short} className="grid gap-1 text-center">
            <span className="sr-only">
              {label}: {teardowns} torn down, {deletions} archives deleted
            </span>
            <span aria-hidden className="grid content-end" style={{ height: TALLEST_PX + 16 }}>
              {teardowns + deletions > 0 ? (
                <span className="text-2xs text-muted">{teardowns + deletions}</span>
              ) : null}
              <span className="rounded-t-xs bg-bad" style={{ height: height(deletions) }} />
              <span className="bg-accent" style={{ height: height(teardowns) }} />
            </span>
            <span aria-hidden className="border-line border-t pt-1 text-2xs text-muted">
              {short}
            </span>
          </li>
        ))}
      </ol>
      <figcaption className="mt-2 flex flex-wrap gap-x-4 gap-y-1 text-muted text-xs">
        <span className="inline-flex items-center gap-1.5">
          <span aria-hidden className="size-2.5 rounded-xs bg-accent" /> saved and archived
        </span>
        <span className="inline-flex items-center gap-1.5">
          <span aria-hidden className="size-2.5 rounded-xs bg-bad" /> archive deleted
        </span>
      </figcaption>
    </figure>
  );
}
