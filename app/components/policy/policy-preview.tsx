import { useNow } from "../controls/clock.ts";
import { RefusalNote } from "../controls/refusal-note.tsx";
import { PolicyAffected } from "./policy-affected.tsx";
import { byTime, previewSentences, recordsSentence, spans } from "./policy-preview-words.ts";
import { PolicySpans } from "./policy-spans.tsx";
import type { PreviewAnswer } from "./use-policy-preview.ts";

/** More rows say no more than their number does. */
const SHOWN = 50;

interface PolicyPreviewProps {
  preview: PreviewAnswer | null;
  /** What is shown answers an earlier change. */
  waiting: boolean;
  /** What the change makes of recording every terminal; undefined where it leaves that alone. */
  records: boolean | undefined;
}

/** What the change in the form would do, before it is made. */
export function PolicyPreview({ preview, waiting, records }: PolicyPreviewProps) {
  const now = useNow();
  const affected = preview?.affected ? byTime(preview.affected) : [];
  return (
    <section aria-labelledby="preview-title" aria-busy={waiting} className="panel grid gap-3 p-4">
      <h2 id="preview-title" className="font-medium">
        What this would do
      </h2>
      <RefusalNote refusal={preview?.refusal} />
      <div aria-live="polite" className={`grid gap-1 ${waiting ? "text-muted" : ""}`}>
        {records === undefined ? null : <p>{recordsSentence(records)}</p>}
        {preview?.affected ? (
          previewSentences(affected, now).map((sentence) => <p key={sentence}>{sentence}</p>)
        ) : preview === null ? (
          <p className="text-muted">
            {waiting ? "Looking…" : "Change a setting to see which sandboxes it touches, and when."}
          </p>
        ) : null}
      </div>
      {affected.length > 0 ? (
        <>
          {affected.some(({ at }) => at !== null) ? <PolicySpans spans={spans(affected, now)} /> : null}
          <ul className="divide-y divide-line border-line border-t">
            {affected.slice(0, SHOWN).map((one) => (
              <PolicyAffected key={one.name} one={one} />
            ))}
          </ul>
          {affected.length > SHOWN ? (
            <p className="text-muted text-xs">and {affected.length - SHOWN} more, later than these.</p>
          ) : null}
          {preview?.affected && !preview.complete ? (
            <p className="text-muted text-xs">
              There are more archives than are looked at here; these are the oldest.
            </p>
          ) : null}
        </>
      ) : null}
    </section>
  );
}
