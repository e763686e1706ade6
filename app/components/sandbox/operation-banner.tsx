import { CLOSE_CODES } from "../../../workers/domain/protocol.ts";
import type { Refusal } from "../../../workers/domain/refusal.ts";
import { useLiveRecord, useSandbox } from "../../live/sandbox/use-sandbox.tsx";
import { Button } from "../controls/button.tsx";
import { RefusalNote } from "../controls/refusal-note.tsx";
import { ClosedNote } from "../frame/closed-note.tsx";
import { OfflineNote } from "../frame/offline-note.tsx";
import { blockerWords, isPassing } from "../teardown/teardown-words.ts";
import { WarningBanner } from "../teardown/warning-banner.tsx";
import { OperationProgress } from "./operation-progress.tsx";
import { useSandboxCommand } from "./use-sandbox-command.ts";

/** Forms that tell their own refusals, where they are decided upon. */
const TELL_THEMSELVES: readonly (string | undefined)[] = [
  "teardown",
  "export",
  "fork",
  "purge",
  "change_idle_timeout",
];

/** What is going on, went wrong, or was declined: between the title and the tabs, in this order. */
export function OperationBanner({ mayChange, refusal }: { mayChange: boolean; refusal: Refusal | null }) {
  const { record, status, progress } = useSandbox();
  const live = useLiveRecord();
  const command = useSandboxCommand(record.name);
  const { operation } = record;
  const launching = record.state === "provisioning" || record.state === "new";
  const gone = status.kind === "closed" && status.code === CLOSE_CODES.gone;
  return (
    <div className="mt-3 grid gap-2 empty:hidden">
      {status.kind === "waiting" ? <OfflineNote onRetry={() => live.connect()} /> : null}
      {status.kind === "closed" ? <ClosedNote closed={status} /> : null}
      {operation && (!launching || progress?.operation_id === operation.id) && !gone ? (
        <OperationProgress operation={operation} progress={progress}>
          {operation.type === "teardown" && record.state === "saving" && mayChange ? <Undo /> : null}
        </OperationProgress>
      ) : null}
      <RefusalNote
        refusal={TELL_THEMSELVES.includes(command.refused) ? refusal : (command.refusal ?? refusal)}
      />
      <WarningBanner record={record} mayChange={mayChange} />
      {record.state !== "error"
        ? record.teardown.blockers
            .filter((blocker) => !isPassing(blocker))
            .map(({ code, next_step }) => (
              <RefusalNote key={code} refusal={{ message: blockerWords(code), next_step }} />
            ))
        : null}
      {record.state === "error" ? (
        <RefusalNote
          refusal={
            record.error ?? {
              message: "This sandbox stopped on an error.",
              next_step: mayChange ? "Try again, or look at the timeline." : "Ask its owner to try again.",
            }
          }
        />
      ) : null}
    </div>
  );
}

/** While it is still being saved nothing has been destroyed. */
function Undo() {
  const { record } = useSandbox();
  const command = useSandboxCommand(record.name);
  return (
    <command.Form method="post" action={command.action}>
      <Button
        type="submit"
        name="intent"
        value="undo_teardown"
        size="small"
        aria-disabled={command.busyWith !== null || undefined}
      >
        Undo
      </Button>
    </command.Form>
  );
}
