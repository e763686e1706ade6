import { useEffect } from "react";
import type { RecordBody } from "../../../workers/domain/sandbox/bodies.ts";
import { dismissToast, showToast } from "../controls/toast.ts";
import { useSandboxCommand } from "../sandbox/use-sandbox-command.ts";

/** Offers to take a teardown back, whoever asked for it, for as long as it only saves. */
export function useTeardownToast({ name, state, operation }: RecordBody, mayChange: boolean): void {
  const { send } = useSandboxCommand(name);
  const undoable = mayChange && state === "saving" && operation?.type === "teardown" ? operation.id : null;
  // biome-ignore lint/correctness/useExhaustiveDependencies: one toast for each teardown; `send` is another function at each render
  useEffect(() => {
    if (undoable === null) return;
    const toast = showToast("Tearing down: its files are being saved…", {
      undo: () => void send("undo_teardown"),
      stays: true,
    });
    return () => dismissToast(toast);
  }, [undoable]);
}
