import { LockIcon } from "../controls/icons.tsx";

/** Only its owner and the team's admins see this sandbox. */
export function PrivateMark() {
  return (
    <span title="Private: its owner and admins see it" className="shrink-0 text-muted">
      <LockIcon className="size-3.5" />
      <span className="sr-only">private</span>
    </span>
  );
}
