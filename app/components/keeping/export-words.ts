import type { ExportBody } from "../../../workers/domain/sandbox/bodies.ts";
import { bytes } from "../controls/durations.ts";

/** "Patch of a checkpoint": what was taken home, as a title. */
export function exportTitle({ kind, source, branch }: ExportBody): string {
  const of = source === "live" ? "the running workspace" : "a checkpoint";
  switch (kind) {
    case "archive":
      return `Archive of ${of}`;
    case "patch":
      return `Patch of ${of}`;
    case "branch":
      return branch ? `Branch ${branch}, of ${of}` : `Branch of ${of}`;
  }
}

/** What came of it, in parts for one line; empty while it runs. */
export function exportFacts({ kind, status, size_bytes, summary, commit }: ExportBody): string[] {
  if (status !== "succeeded") return [];
  if (kind === "branch" && summary?.unchanged) {
    return ["the branch had these files already, so nothing was pushed", ...atCommit(commit)];
  }
  if (kind === "patch" && summary?.files === 0) return ["nothing had changed: the patch is empty"];
  return [
    ...(size_bytes === null ? [] : [bytes(size_bytes)]),
    ...(summary?.files === undefined
      ? []
      : [`${summary.files} ${summary.files === 1 ? "file" : "files"}, ${changed(summary)}`]),
    ...(kind === "patch" && commit ? [`since commit ${commit.slice(0, 8)}`] : []),
    ...atCommit(kind === "branch" ? commit : null),
  ];
}

/** "+12 −3". */
export function changed({ additions, deletions }: { additions?: number; deletions?: number }): string {
  return `+${additions ?? 0} −${deletions ?? 0}`;
}

/** A page of the repository's host; anything that is no web address is only text. */
export function webAddress(url: string | null): string | null {
  return url !== null && /^https?:\/\//i.test(url) ? url : null;
}

function atCommit(commit: string | null): string[] {
  return commit ? [`commit ${commit.slice(0, 8)}`] : [];
}
