import { Maximize2, Minimize2, Pause, Play, RotateCcw } from "lucide-react";
import { useId } from "react";
import { IconButton } from "~/components/controls/button.tsx";
import { CopyButton } from "~/components/controls/copy-button.tsx";
import type { Player, PlayerState } from "./player.ts";
import type { Recording } from "./recording.ts";
import { SeekBar } from "./seek-bar.tsx";
import { clockTime, IDLE_LIMIT_MS, SPEEDS } from "./timeline.ts";

interface PlayerControlsProps {
  player: Player | null;
  recording: Recording | null;
  state: PlayerState | null;
  page: string;
  /** It is about so long, ms, while it is loaded; 0 afterwards. */
  expected: number;
  full: boolean;
  onFull: () => void;
}

const WAITING: PlayerState = {
  playing: false,
  position: 0,
  duration: 0,
  speed: 1,
  skipsIdle: true,
  ended: false,
  waiting: false,
};

export function PlayerControls({
  player,
  recording,
  state,
  page,
  expected,
  full,
  onFull,
}: PlayerControlsProps) {
  const { playing, position, speed, skipsIdle, ended, ...loaded } = state ?? WAITING;
  const duration = Math.max(loaded.duration, expected);
  const speedId = useId();
  const PlayIcon = playing ? Pause : ended ? RotateCcw : Play;
  return (
    <div className="grid gap-1 border-line border-t bg-surface px-2 py-1.5">
      <SeekBar
        position={position}
        duration={duration}
        markers={recording?.markers ?? []}
        disabled={!player}
        onSeek={(to) => player?.seek(to)}
      />
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <IconButton
          label={playing ? "Pause (Space)" : ended ? "Play again (Space)" : "Play (Space)"}
          disabled={!player}
          onClick={() => (playing ? player?.pause() : player?.play())}
        >
          <PlayIcon className="size-4" aria-hidden />
        </IconButton>
        <span className="text-xs tabular-nums">
          {clockTime(position)} <span className="text-muted">/ {clockTime(duration)}</span>
        </span>
        <span role="status" className="min-w-16 text-muted text-xs">
          {state?.waiting ? "Loading…" : ""}
        </span>
        <div className="ml-auto flex flex-wrap items-center gap-x-3 gap-y-1 text-xs">
          <label
            className="flex h-8 items-center gap-1.5"
            title={`Silences last ${IDLE_LIMIT_MS / 1000} s at most`}
          >
            <input
              type="checkbox"
              className="size-4"
              checked={skipsIdle}
              disabled={!player}
              onChange={(event) => player?.setSkipsIdle(event.target.checked)}
            />
            Skip silences
          </label>
          <label htmlFor={speedId} className="sr-only">
            Speed
          </label>
          <select
            id={speedId}
            className="control h-8! w-auto! text-xs!"
            value={speed}
            disabled={!player}
            onChange={(event) => player?.setSpeed(Number(event.target.value))}
          >
            {SPEEDS.map((one) => (
              <option key={one} value={one}>
                {one}×
              </option>
            ))}
          </select>
          <CopyButton label="Copy link" text={`${location.origin}${page}?t=${Math.floor(position / 1000)}`} />
          <IconButton
            label={full ? "Leave the full window (Esc)" : "Fill the window (F)"}
            aria-pressed={full}
            onClick={onFull}
          >
            {full ? (
              <Minimize2 className="size-4" aria-hidden />
            ) : (
              <Maximize2 className="size-4" aria-hidden />
            )}
          </IconButton>
        </div>
      </div>
    </div>
  );
}
