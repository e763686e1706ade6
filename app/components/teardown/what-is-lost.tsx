import { GitBranch, Save, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import type { RecordBody } from "../../../workers/domain/sandbox/bodies.ts";
import { Ago } from "../controls/relative-time.tsx";
import type { GitFacts } from "../sandbox/git-facts.ts";

interface WhatIsLostProps {
  record: RecordBody;
  git: GitFacts | null;
  discard: boolean;
}

/** What a teardown keeps and what it ends, in plain lines. */
export function WhatIsLost({ record, git, discard }: WhatIsLostProps) {
  const launching = record.state === "new" || record.state === "provisioning";
  return (
    <ul className="grid gap-2.5">
      {launching ? (
        <Line icon={<TriangleAlert className="text-warn" />}>
          It is still starting; the launch ends and nothing is kept.
        </Line>
      ) : discard ? (
        <Line icon={<TriangleAlert className="text-bad" />}>
          {record.checkpoint ? (
            <>
              Everything since the last checkpoint, saved <Ago at={record.checkpoint.created_at} />, is lost.
            </>
          ) : (
            "There is no checkpoint: every file is lost."
          )}
        </Line>
      ) : (
        <Line icon={<Save className="text-ok" />}>
          Every file is saved first and checked; you can resume from it. If saving fails, nothing is torn
          down.
        </Line>
      )}
      <Line icon={<TriangleAlert className="text-warn" />}>
        Running processes and open terminals end. Resuming brings back files, not processes.
      </Line>
      {git ? <GitLine git={git} discard={discard} /> : null}
    </ul>
  );
}

function GitLine({ git, discard }: { git: GitFacts; discard: boolean }) {
  const parts = [
    counted(git.dirty_files, "changed file", "not committed"),
    counted(git.unpushed_commits, "commit", "not pushed"),
  ].filter((part) => part !== null);
  if (parts.length === 0) return null;
  return (
    <Line icon={<GitBranch className={discard ? "text-bad" : "text-muted"} />}>
      {git.branch ? `On ${git.branch}: ` : ""}
      {parts.join(", ")}.{" "}
      {discard ? "They exist nowhere else." : "They are in the checkpoint, but not in the repository."}
    </Line>
  );
}

function counted(count: number | null, noun: string, rest: string): string | null {
  return count ? `${count} ${noun}${count === 1 ? "" : "s"} ${rest}` : null;
}

function Line({ icon, children }: { icon: ReactNode; children: ReactNode }) {
  return (
    <li className="flex gap-2.5 [&>svg]:mt-0.5 [&>svg]:size-4 [&>svg]:shrink-0">
      {icon}
      <span>{children}</span>
    </li>
  );
}
