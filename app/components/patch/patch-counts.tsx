import type { PatchFile } from "./patch-file.ts";

/** "+12 −3", and in words for those who hear it. */
export function PatchCounts({ file: { additions, deletions, binary } }: { file: PatchFile }) {
  if (additions + deletions === 0 && !binary) return null;
  if (binary) return <span className="shrink-0 text-muted text-xs">binary</span>;
  return (
    <span className="shrink-0 font-mono text-xs">
      <span className="text-ok">
        +{additions}
        <span className="sr-only"> lines,</span>
      </span>{" "}
      <span className="text-bad">
        −{deletions}
        <span className="sr-only"> lines</span>
      </span>
    </span>
  );
}
