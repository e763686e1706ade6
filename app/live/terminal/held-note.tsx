import { Button } from "~/components/controls/button.tsx";
import { Kbd } from "~/components/controls/kbd.tsx";
import { readPreferences } from "../preferences/terminal-preferences.ts";
import { heldWords } from "./held-words.ts";
import type { Held } from "./terminal-input.ts";
import type { TerminalHandle } from "./use-terminal.ts";

interface HeldNoteProps {
  held: Held;
  connected: boolean;
  handle: TerminalHandle;
}

/** What was typed while the connection was lost, and the choice what becomes of it. */
export function HeldNote({ held, connected, handle }: HeldNoteProps) {
  const back = () => handle.screen.terminal.focus();
  return (
    <section
      aria-label="Held input"
      className="rounded-lg border border-warn bg-raised px-3 py-2 shadow-lg motion-safe:animate-[appear_120ms_ease-out]"
    >
      <p role="status">
        {connected
          ? "You are connected again. What you typed meanwhile is held; what you type now joins it."
          : readPreferences().afterBreak === "send"
            ? "What you type is held, and sent as soon as you are connected again."
            : "What you type is held. Nothing of it is sent until you say so."}
      </p>
      <pre className="mt-1.5 max-h-24 overflow-auto rounded bg-hover px-2 py-1 font-mono text-xs whitespace-pre-wrap break-all">
        {heldWords(held.text)}
        {sizeOf(held.text) < held.bytes ? "…" : ""}
      </pre>
      <div className="mt-2 flex flex-wrap items-center gap-2">
        <Button
          size="small"
          look="primary"
          disabled={!connected}
          onClick={() => {
            handle.sendHeld();
            back();
          }}
        >
          {connected ? "Send" : "Send once connected"}
        </Button>
        <Button
          size="small"
          onClick={() => {
            handle.discardHeld();
            back();
          }}
        >
          Discard
        </Button>
        <span className="ml-auto text-muted text-xs pointer-coarse:hidden">
          <Kbd>Ctrl Shift Enter</Kbd> sends, <Kbd>Ctrl Shift Backspace</Kbd> discards
        </span>
      </div>
    </section>
  );
}

function sizeOf(text: string): number {
  return new TextEncoder().encode(text).byteLength;
}
