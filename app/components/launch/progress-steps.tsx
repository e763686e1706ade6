import { Check, Minus, X } from "lucide-react";
import { useEffect, useState } from "react";
import type { EventBody, LogBody } from "../../../workers/domain/sandbox/bodies.ts";
import { serverNow, useNow } from "../controls/clock.ts";
import { stepDuration } from "../controls/durations.ts";
import { PHASE_WORDS } from "../controls/state-words.ts";
import { plainText } from "../timeline/timeline-entries.ts";
import { logOf, type Step, stepsOf } from "./provisioning-steps.ts";

/** What launching is doing: each step with its time and, under it, what it wrote. */
export function ProgressSteps({ events, logs }: { events: readonly EventBody[]; logs: readonly LogBody[] }) {
  const steps = stepsOf(events);
  return (
    <ol aria-label="Steps" className="panel divide-y divide-line">
      {steps.length === 0 ? <li className="px-4 py-3 text-muted">Waiting for the first step…</li> : null}
      {steps.map((step) => (
        <StepRow key={step.phase} step={step} log={logOf(step, logs)} />
      ))}
    </ol>
  );
}

function StepRow({ step, log }: { step: Step; log: readonly LogBody[] }) {
  const open = step.outcome === "running" || step.outcome === "failed";
  const line = (
    <>
      <StepMark outcome={step.outcome} />
      <span className="flex-1">{PHASE_WORDS[step.phase]}</span>
      <span className="text-muted">
        {step.outcome === "skipped" ? "not needed" : <StepTime step={step} />}
      </span>
    </>
  );
  if (log.length === 0) return <li className="flex items-center gap-3 px-4 py-2.5">{line}</li>;
  return (
    <li>
      <details open={open}>
        <summary className="flex items-center gap-3 px-4 py-2.5 hover:bg-hover">{line}</summary>
        <pre
          className="max-h-72 overflow-auto border-line border-t bg-terminal px-4 py-3 font-mono text-xs whitespace-pre-wrap"
          // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region is reached by keyboard
          tabIndex={0}
        >
          {log.map(({ offset, text }) => (
            <span key={offset}>{plainText(text)}</span>
          ))}
        </pre>
      </details>
    </li>
  );
}

function StepTime({ step }: { step: Step }) {
  const rendered = useNow();
  const [ticking, setTicking] = useState<number | null>(null);
  const running = step.duration_ms === null;
  // Steps often take less than the page's clock ticks in.
  useEffect(() => {
    if (!running) return;
    const timer = setInterval(() => setTicking(serverNow()), 100);
    return () => clearInterval(timer);
  }, [running]);
  return <>{stepDuration(step.duration_ms ?? (ticking ?? rendered) - step.started_at)}</>;
}

function StepMark({ outcome }: { outcome: Step["outcome"] }) {
  switch (outcome) {
    case "running":
      return (
        <>
          <span className="grid size-4 place-items-center" aria-hidden>
            <span className="size-2 rounded-full bg-accent motion-safe:animate-[breathe_1.4s_ease-in-out_infinite]" />
          </span>
          <span className="sr-only">Under way:</span>
        </>
      );
    case "succeeded":
      return <Check className="size-4 text-ok" aria-label="Done" />;
    case "failed":
      return <X className="size-4 text-bad" aria-label="Failed" />;
    case "skipped":
      return <Minus className="size-4 text-muted" aria-label="Skipped" />;
  }
}
