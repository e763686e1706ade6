import { Button } from "../controls/button.tsx";
import { AlertIcon } from "../controls/icons.tsx";

/** Over anything that should be live while the server can't be reached. */
export function OfflineNote({ onRetry }: { onRetry: () => void }) {
  return (
    <div
      role="status"
      className="flex flex-wrap items-center gap-2.5 rounded-lg border border-current px-3 py-2 text-warn tinted"
    >
      <AlertIcon className="size-4" />
      <span className="text-text">
        Sandbar can’t be reached. What you see is what was last known; sandboxes keep running.
      </span>
      <Button size="small" className="ml-auto" onClick={onRetry}>
        Retry now
      </Button>
    </div>
  );
}
