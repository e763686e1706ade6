import { type RefObject, useEffect, useState } from "react";
import { type OpenedRecording, openRecording } from "./open-recording.ts";

export interface RecordingState {
  readonly opened: OpenedRecording | null;
  readonly loading: boolean;
  /** What stands in the way of playing it, or all of it. */
  readonly problem: string | null;
}

const OPENING: RecordingState = { opened: null, loading: true, problem: null };

/** The recording at an address, on a screen in `holder`. Another `round` reads it again and goes to `start` (ms). */
export function useRecording(
  elements: { readonly box: RefObject<HTMLElement | null>; readonly holder: RefObject<HTMLElement | null> },
  content: string,
  { start, round }: { readonly start: number; readonly round: number },
): RecordingState {
  const [state, setState] = useState(OPENING);
  const { box, holder } = elements;
  // biome-ignore lint/correctness/useExhaustiveDependencies: another round begins anew with the start of its own
  useEffect(() => {
    if (!box.current || !holder.current) return;
    setState(OPENING);
    return openRecording({ box: box.current, holder: holder.current }, content, start, {
      begun: (opened) => setState({ opened, loading: true, problem: null }),
      loaded: (problem) => setState((before) => ({ ...before, loading: false, problem })),
      failed: (problem) => setState({ opened: null, loading: false, problem }),
    });
  }, [box, holder, content, round]);
  return state;
}
