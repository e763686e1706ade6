import { Circle } from "lucide-react";
import { useState } from "react";
import { Button } from "~/components/controls/button.tsx";
import { Menu } from "~/components/controls/menu.tsx";
import type { ShellProblem } from "../connection/ask-api.ts";
import { changeRecording } from "../sandbox/change-recording.ts";
import { useSandbox } from "../sandbox/use-sandbox.tsx";

interface RecordingControlProps {
  /** Who asked for it, as this terminal was told; null while it is not recorded. */
  recording: { readonly by: string } | null;
  mayChange: boolean;
}

/** Seen by all in the terminal while it is recorded; who may, switches it here. */
export function RecordingControl({ recording, mayChange }: RecordingControlProps) {
  const { record } = useSandbox();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<ShellProblem | null>(null);
  const on = recording !== null || record.recording.on;
  if (!on && !mayChange) return null;
  const byPolicy = record.recording.by === "policy";
  const change = async () => {
    setBusy(true);
    setProblem(await changeRecording(record.name, !on));
    setBusy(false);
  };
  return (
    <Menu
      label={on ? "Recording: what that means" : "Record the terminals of this sandbox"}
      className={
        on
          ? "mr-1 flex h-6 items-center gap-1.5 rounded-full px-2.5 font-medium text-bad text-xs whitespace-nowrap tinted"
          : "grid size-8 place-items-center rounded-md text-muted hover:bg-hover hover:text-text"
      }
      width="w-72 max-sm:right-3!"
      button={
        on ? (
          <>
            <span
              aria-hidden
              className="size-1.5 rounded-full bg-current motion-safe:animate-[breathe_1.4s_ease-in-out_infinite]"
            />
            Recording
          </>
        ) : (
          <Circle className="size-4" aria-hidden />
        )
      }
    >
      <div className="grid gap-2.5 p-2 text-sm">
        <p>{on ? recordedWords(recording?.by ?? null, byPolicy) : OFFER}</p>
        {problem ? (
          <p role="alert" className="text-bad">
            {problem.message} {problem.next_step}
          </p>
        ) : null}
        {mayChange && !(on && byPolicy) ? (
          <Button
            size="small"
            aria-disabled={busy || undefined}
            onClick={() => (busy ? undefined : change())}
          >
            {on ? "Stop recording" : "Start recording"}
          </Button>
        ) : null}
        <a className="text-accent text-xs underline" href={`/sandboxes/${record.name}/recordings`}>
          Recordings of this sandbox
        </a>
      </div>
    </Menu>
  );
}

const OFFER =
  "Records what the terminals of this sandbox show, from now on, for all who may see it. What is typed is recorded only where the terminal shows it. Everybody in them sees that it is on.";

function recordedWords(by: string | null, byPolicy: boolean): string {
  const who = byPolicy ? "The team’s policy asks for it." : by ? `Switched on by ${by}.` : "";
  return `What this terminal shows is recorded and kept with the sandbox. ${who} What is typed is recorded only where the terminal shows it.`;
}
