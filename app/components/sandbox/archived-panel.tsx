import { Archive, CircleSlash } from "lucide-react";
import type { RecordBody } from "../../../workers/domain/sandbox/bodies.ts";
import { ButtonLink } from "../controls/button.tsx";
import { bytes } from "../controls/durations.ts";
import { EmptyState } from "../controls/empty-state.tsx";
import { Ago, Until } from "../controls/relative-time.tsx";

/** What is left of a sandbox that was torn down. */
export function ArchivedPanel({ record }: { record: RecordBody }) {
  const { checkpoint } = record;
  if (!checkpoint) {
    return (
      <EmptyState
        icon={<CircleSlash />}
        title="Gone"
        actions={
          <ButtonLink to={launchAgain(record)} look="primary">
            Launch it anew
          </ButtonLink>
        }
      >
        It was torn down without a checkpoint, so there is nothing to bring back. Its timeline stays.
      </EmptyState>
    );
  }
  return (
    <EmptyState
      icon={<Archive />}
      title="Archived"
      actions={
        <>
          <ButtonLink to={`/sandboxes/${record.name}/exports`}>Export its files</ButtonLink>
          <ButtonLink to={`/sandboxes/${record.name}/checkpoints`}>Fork or delete it</ButtonLink>
        </>
      }
    >
      Its files were saved <Ago at={checkpoint.created_at} /> ({bytes(checkpoint.size_bytes)}, read back and
      checked). Resuming brings back the files, not the processes that ran.
      {record.archive_expires_at ? (
        <>
          {" "}
          They are kept for another <Until at={record.archive_expires_at} />.
        </>
      ) : null}
    </EmptyState>
  );
}

function launchAgain({ repository, ref, template }: RecordBody): string {
  const query = new URLSearchParams();
  if (repository) query.set("repository", repository);
  if (ref) query.set("ref", ref);
  if (template) query.set("template", template);
  return `/launch?${query}`;
}
