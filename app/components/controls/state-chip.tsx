import type { Phase, State } from "../../../workers/domain/sandbox.ts";
import { stateWords, TONE_TEXT, type Tone } from "./state-words.ts";

export function Chip({
  tone,
  moving = false,
  children,
}: {
  tone: Tone;
  moving?: boolean;
  children: React.ReactNode;
}) {
  return (
    <span
      className={`inline-flex h-6 items-center gap-1.5 rounded-full px-2.5 font-medium text-xs whitespace-nowrap tinted ${TONE_TEXT[tone]}`}
    >
      <span
        aria-hidden
        className={`size-1.5 rounded-full bg-current ${moving ? "motion-safe:animate-[breathe_1.4s_ease-in-out_infinite]" : ""}`}
      />
      {children}
    </span>
  );
}

interface StateChipProps {
  state: State;
  phase?: Phase | null;
  hasCheckpoint: boolean;
}

export function StateChip({ state, phase, hasCheckpoint }: StateChipProps) {
  const { label, tone, moving } = stateWords(state, hasCheckpoint);
  return (
    <Chip tone={tone} moving={moving}>
      {label}
      {state === "provisioning" && phase ? <span className="font-normal">· {phase}</span> : null}
    </Chip>
  );
}
