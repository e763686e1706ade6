import { ClipboardPaste } from "lucide-react";
import { useSyncExternalStore } from "react";
import { showToast } from "~/components/controls/toast.ts";
import { type BarKey, CONTROL_ROW, FIRST_ROW, keySends, SECOND_ROW } from "./bar-keys.ts";
import type { Modifier } from "./key-modifiers.ts";
import type { TerminalHandle } from "./use-terminal.ts";

const KEY =
  "grid h-9 min-w-10 flex-[1_0_auto] place-items-center rounded-md border border-line bg-surface px-2 font-medium active:bg-hover aria-pressed:bg-accent aria-pressed:text-on-accent";

interface KeyBarProps {
  handle: TerminalHandle | null;
  readOnly: boolean;
  onPaste: (text: string) => void;
}

/** The keys that touch keyboards lack; only where the pointer is a finger. */
export function KeyBar({ handle, readOnly, onPaste }: KeyBarProps) {
  return readOnly || !handle ? null : <Keys handle={handle} onPaste={onPaste} />;
}

function Keys({ handle, onPaste }: { handle: TerminalHandle; onPaste: (text: string) => void }) {
  const { modifiers, terminal } = handle.screen;
  const held = useSyncExternalStore(modifiers.subscribe, modifiers.read, modifiers.read);
  const press = (key: BarKey) => {
    // As if it were typed: the modifiers that are held apply, and the view scrolls to the prompt.
    terminal.input(keySends(key, terminal.modes.applicationCursorKeysMode));
    terminal.focus();
  };
  const paste = async () => {
    const text = await navigator.clipboard?.readText().catch(() => null);
    if (typeof text === "string") onPaste(text);
    else showToast("The browser did not let it be read. Press long on the terminal and paste from there.");
    terminal.focus();
  };
  return (
    <div
      role="toolbar"
      aria-label="Terminal keys"
      className="hidden grid-cols-[minmax(0,1fr)] gap-1 border-line border-t bg-bg p-1 pointer-coarse:grid"
    >
      <Row>
        <Held handle={handle} modifier="ctrl" down={held.has("ctrl")} label="Ctrl" />
        <Held handle={handle} modifier="alt" down={held.has("alt")} label="Alt" />
        {FIRST_ROW.map((key) => (
          <Key key={key.label} of={key} onPress={press} />
        ))}
      </Row>
      <Row>
        {(held.has("ctrl") ? CONTROL_ROW : SECOND_ROW).map((key) => (
          <Key key={key.label} of={key} onPress={press} />
        ))}
        <button type="button" aria-label="Paste" className={KEY} onClick={paste}>
          <ClipboardPaste className="size-4" aria-hidden />
        </button>
      </Row>
    </div>
  );
}

function Row({ children }: { children: React.ReactNode }) {
  return <div className="flex gap-1 overflow-x-auto [scrollbar-width:none]">{children}</div>;
}

function Key({ of: key, onPress }: { of: BarKey; onPress: (key: BarKey) => void }) {
  return (
    <button
      type="button"
      aria-label={key.name ?? key.label}
      className={KEY}
      // The focus, and with it the touch keyboard, stays where it is.
      onPointerDown={(event) => event.preventDefault()}
      onClick={() => onPress(key)}
    >
      {key.label}
    </button>
  );
}

interface HeldProps {
  handle: TerminalHandle;
  modifier: Modifier;
  down: boolean;
  label: string;
}

/** Stays down until the next key, wherever that is typed. */
function Held({ handle, modifier, down, label }: HeldProps) {
  const { modifiers, terminal } = handle.screen;
  return (
    <button
      type="button"
      aria-pressed={down}
      className={KEY}
      onPointerDown={(event) => event.preventDefault()}
      onClick={() => {
        modifiers.toggle(modifier);
        terminal.focus();
      }}
    >
      {label}
    </button>
  );
}
