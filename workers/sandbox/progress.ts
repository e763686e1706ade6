/** At most so often pages are told how far an operation is, ms. */
const EVERY_MS = 250;

export type Progress = (bytes: number, total_bytes: number | null) => void;

/** Passes on what is worth showing; the end is told by the record. */
export function paced(tell: Progress, now: () => number): Progress {
  let told_at = Number.NEGATIVE_INFINITY;
  return (bytes, total_bytes) => {
    const at = now();
    // A clock that was set back must not silence it.
    if (at - told_at < EVERY_MS && at >= told_at) return;
    told_at = at;
    tell(bytes, total_bytes);
  };
}
