import { type KeyboardEvent, useEffect, useRef, useState, useSyncExternalStore } from "react";
import { useLocation } from "react-router";
import { Button } from "~/components/controls/button.tsx";
import { useFullWindow } from "../terminal/use-full-window.ts";
import type { Player, PlayerState } from "./player.ts";
import { PlayerControls } from "./player-controls.tsx";
import { playerKey } from "./player-keys.ts";
import { RecordingNotes } from "./recording-notes.tsx";
import { linkedPosition } from "./timeline.ts";
import { useRecording } from "./use-recording.ts";

interface PlayerPaneProps {
  title: string;
  /** Address of the asciicast file. */
  content: string;
  /** Address of the page, for links to a moment. */
  page: string;
  /** How long it plays as far as the page knows, ms: for the slider, while less of it is loaded. */
  duration: number;
  /** It is still recorded. */
  grows: boolean;
}

/** A recording on a screen of its own, with what plays it. */
export default function PlayerPane({ title, content, page, duration, grows }: PlayerPaneProps) {
  const frame = useRef<HTMLElement>(null);
  const box = useRef<HTMLDivElement>(null);
  const holder = useRef<HTMLDivElement>(null);
  const { search } = useLocation();
  const [from, setFrom] = useState({ start: linkedPosition(search) ?? 0, round: 0 });
  const { opened, loading, problem } = useRecording({ box, holder }, content, from);
  const state = usePlayerState(opened?.player ?? null);
  const { full, toggle } = useFullWindow(frame);

  const press = (event: KeyboardEvent) => {
    if (event.key === "Escape" && full) return toggle();
    if (opened && playerKey(event.nativeEvent, opened.player, toggle)) event.preventDefault();
  };
  return (
    <section
      ref={frame}
      aria-label={`Recording of ${title}`}
      onKeyDown={press}
      className={
        full
          ? "fixed inset-0 z-40 grid grid-cols-[minmax(0,1fr)] grid-rows-[minmax(0,1fr)_auto] bg-bg"
          : "panel grid h-[max(22rem,calc(100dvh-18.5rem))] grid-cols-[minmax(0,1fr)] grid-rows-[minmax(0,1fr)_auto] overflow-hidden"
      }
    >
      <div className="relative min-h-0 bg-terminal">
        <div
          ref={box}
          // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and its keys are the player's
          tabIndex={0}
          className="absolute inset-0 overflow-auto p-2 focus-visible:-outline-offset-2"
        >
          <div className="grid min-h-full min-w-fit place-content-center">
            <div ref={holder} className="bg-terminal text-text" />
          </div>
        </div>
        {opened || problem ? null : (
          <p role="status" className="absolute inset-0 grid place-items-center text-muted">
            Opening the recording…
          </p>
        )}
        <RecordingNotes problem={problem} recording={opened?.recording ?? null} loading={loading} />
        {grows && state?.ended ? (
          <div className="absolute inset-x-3 bottom-3 flex flex-wrap items-center justify-between gap-2 rounded-lg border border-line bg-raised px-3 py-2 shadow-lg">
            <span>This is how far it was when you opened it. It is still recorded.</span>
            <Button size="small" onClick={() => setFrom({ start: state.position, round: from.round + 1 })}>
              Get the rest
            </Button>
          </div>
        ) : null}
      </div>
      <PlayerControls
        player={opened?.player ?? null}
        recording={opened?.recording ?? null}
        state={state}
        page={page}
        expected={loading ? duration : 0}
        full={full}
        onFull={toggle}
      />
    </section>
  );
}

function usePlayerState(player: Player | null): PlayerState | null {
  const state = useSyncExternalStore(player?.subscribe ?? NOTHING, player?.read ?? NONE, NONE);
  useEffect(() => {
    if (!player) return;
    const hide = () => {
      if (document.visibilityState === "hidden") player.pause();
    };
    document.addEventListener("visibilitychange", hide);
    return () => document.removeEventListener("visibilitychange", hide);
  }, [player]);
  return state;
}

const NOTHING = () => () => {};
const NONE = () => null;
