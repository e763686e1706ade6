import { useState } from "react";
import type { TerminalHandle } from "./use-terminal.ts";

const KEYS = [
  { label: "Esc", sends: "\x1b" },
  { label: "Tab", sends: "\t" },
  { label: "←", name: "Left", sends: "\x1b[D" },
  { label: "↑", name: "Up", sends: "\x1b[A" },
  { label: "↓", name: "Down", sends: "\x1b[B" },
  { label: "→", name: "Right", sends: "\x1b[C" },
] as const;

/** Letters that are used with Ctrl most, shown while Ctrl is held on. */
const CONTROL = ["c", "d", "z", "l", "r", "a", "e"] as const;

const KEY = "h-9 min-w-11 flex-1 rounded-md border border-line bg-surface font-medium active:bg-hover";

/** The keys that touch keyboards lack; only where the pointer is a finger. */
export function KeyBar({ handle, readOnly }: { handle: TerminalHandle | null; readOnly: boolean }) {
  const [control, setControl] = useState(false);
  if (readOnly) return null;
  const press = (sends: string) => {
    handle?.type(sends);
    handle?.screen.terminal.focus();
  };
  return (
    <div
      role="toolbar"
      aria-label="Terminal keys"
      className="hidden gap-1 border-line border-t bg-bg p-1 pointer-coarse:flex"
    >
      <button
        type="button"
        aria-pressed={control}
        className={`${KEY} aria-pressed:bg-accent aria-pressed:text-on-accent`}
        onClick={() => setControl(!control)}
      >
        Ctrl
      </button>
      {control
        ? CONTROL.map((letter) => (
            <button
              key={letter}
              type="button"
              aria-label={`Control ${letter.toUpperCase()}`}
              className={KEY}
              onClick={() => {
                press(String.fromCharCode(letter.charCodeAt(0) - 96));
                setControl(false);
              }}
            >
              {letter.toUpperCase()}
            </button>
          ))
        : KEYS.map((key) => (
            <button
              key={key.label}
              type="button"
              aria-label={"name" in key ? key.name : key.label}
              className={KEY}
              onClick={() => press(key.sends)}
            >
              {key.label}
            </button>
          ))}
    </div>
  );
}
