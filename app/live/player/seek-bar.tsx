import type { Marker } from "./recording.ts";
import { clockTime, spokenTime } from "./timeline.ts";

interface SeekBarProps {
  /** Milliseconds. */
  position: number;
  duration: number;
  markers: readonly Marker[];
  disabled: boolean;
  onSeek: (position: number) => void;
}

/** A slider over the whole recording; below it the marks that somebody or the recorder left, as ways to go there. */
export function SeekBar({ position, duration, markers, disabled, onSeek }: SeekBarProps) {
  return (
    <div className="grid">
      <div className="relative h-6">
        <input
          type="range"
          aria-label="Position"
          aria-valuetext={`${spokenTime(position)} of ${spokenTime(duration)}`}
          min={0}
          max={Math.max(1, Math.round(duration))}
          step={100}
          value={Math.round(position)}
          disabled={disabled}
          onChange={(event) => onSeek(Number(event.target.value))}
          className="absolute inset-0 w-full"
        />
        <div aria-hidden className="pointer-events-none absolute inset-x-2 inset-y-0">
          {markers.map(({ time, label }, index) => (
            <span
              // biome-ignore lint/suspicious/noArrayIndexKey: markers are only ever added at the end
              key={index}
              title={label}
              className="absolute top-0 h-1.5 w-0.5 bg-warn"
              style={{ left: `${duration > 0 ? (time / duration) * 100 : 0}%` }}
            />
          ))}
        </div>
      </div>
      {markers.length === 0 ? null : (
        <ul aria-label="Marks" className="flex gap-1.5 overflow-x-auto pb-0.5">
          {markers.slice(0, SHOWN_MARKERS).map(({ time, label }, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: markers are only ever added at the end
            <li key={index} className="shrink-0">
              <button
                type="button"
                title={label}
                className="h-6 max-w-96 truncate rounded px-1.5 text-muted text-xs hover:bg-hover hover:text-text"
                onClick={() => onSeek(time)}
              >
                <span className="tabular-nums">{clockTime(time)}</span> {label || "Mark"}
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

/** More than anybody reads through; the others are ticks on the slider. */
const SHOWN_MARKERS = 100;
