import { Chip } from "~/components/controls/state-chip.tsx";

/** Guests are told that they are recorded, and by whose wish; there is nothing for them to switch. */
export function RecordingNotice({ by }: { by: string }) {
  const words = `What this terminal shows is recorded and kept with the sandbox (asked for by ${by}).`;
  return (
    <span title={words} className="mr-1">
      <Chip tone="bad" moving>
        Recording
      </Chip>
      <span className="sr-only">{words}</span>
    </span>
  );
}
