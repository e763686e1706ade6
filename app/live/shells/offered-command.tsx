import { X } from "lucide-react";
import { useEffect, useId, useReducer, useRef, useState } from "react";
import { Button, IconButton } from "~/components/controls/button.tsx";
import { ReasonedButton } from "~/components/controls/reasoned-button.tsx";
import { copyText } from "../terminal/use-program-wishes.ts";
import type { TerminalHandle, TerminalState } from "../terminal/use-terminal.ts";
import { type OfferedCommand as Command, placeCommand, readCommand } from "./offered-command-text.ts";
import { clearAddress, dropOffer, useOffer } from "./offered-commands.ts";

interface OfferedCommandProps {
  sandbox: string;
  state: TerminalState;
  handle: TerminalHandle | null;
}

/** The command of the link that led here. It never runs by itself: a person reads it, puts it at the prompt, presses Enter. */
export function OfferedCommand({ sandbox, state, handle }: OfferedCommandProps) {
  const given = useOffer(sandbox);
  useEffect(() => {
    if (given !== undefined) clearAddress();
  }, [given]);
  if (given === undefined) return null;
  const dismiss = () => {
    dropOffer(sandbox);
    handle?.screen.terminal.focus();
  };
  return <Card command={readCommand(given)} state={state} handle={handle} onDismiss={dismiss} />;
}

interface CardProps {
  command: Command;
  state: TerminalState;
  handle: TerminalHandle | null;
  onDismiss: () => void;
}

function Card({ command, state, handle, onDismiss }: CardProps) {
  const titleId = useId();
  return (
    <section
      aria-labelledby={titleId}
      className="absolute inset-x-3 top-3 z-10 grid max-h-[calc(100%-1.5rem)] grid-cols-[minmax(0,1fr)] gap-2 overflow-auto rounded-lg border border-line bg-raised px-3 py-2 text-text shadow-lg"
    >
      <header className="flex items-start justify-between gap-2">
        <h2 id={titleId} role="status" className="font-semibold">
          This link offers a command
        </h2>
        <IconButton label="Dismiss" className="-my-1 -mr-1.5" onClick={onDismiss}>
          <X className="size-4" aria-hidden />
        </IconButton>
      </header>
      {command.kind === "too_long" ? (
        <p>It is longer than 4 KB, so nothing of it is used. Ask who sent the link for a shorter one.</p>
      ) : (
        <Offer command={command} state={state} handle={handle} onDone={onDismiss} />
      )}
    </section>
  );
}

interface OfferProps {
  command: Extract<Command, { kind: "command" }>;
  state: TerminalState;
  handle: TerminalHandle | null;
  onDone: () => void;
}

function Offer({ command, state, handle, onDone }: OfferProps) {
  const isPut = useRef(false);
  const isEnterDown = useRef(false);
  const [copied, setCopied] = useState<"idle" | "copied" | "refused">("idle");
  // Looked at again when the button is pressed: programs come and go meanwhile.
  const placingNow = () => placeCommand(command.text, situation(state, handle));
  const placing = placingNow();
  useLookEvery(LOOK_EVERY_MS);
  const put = () => {
    const now = placingNow();
    if (now.kind === "blocked" || isPut.current) return;
    isPut.current = true;
    handle?.type(now.data);
    // The terminal gets the focus, but not while Enter is down: held, it would go on there and run what was put.
    if (isEnterDown.current) window.addEventListener("keyup", onDone, { once: true });
    else onDone();
  };
  return (
    <>
      <p className="text-muted text-xs">
        Whoever made the link chose it. It can do all that you can do here: read it before you run it.
        {command.removed > 0 ? ` ${leftOut(command.removed)}` : ""}
      </p>
      <section
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a long command scrolls, by keyboard too
        tabIndex={0}
        aria-label="The command"
        className="max-h-24 overflow-auto whitespace-pre-wrap sm:max-h-40 break-all rounded border border-line bg-terminal p-2 font-mono text-xs"
      >
        {command.shown.map(({ text, mark }, index) =>
          mark === null ? (
            text
          ) : (
            // biome-ignore lint/suspicious/noArrayIndexKey: the pieces of one text never move
            <span key={index} className={mark === "removed" ? "text-bad line-through" : "text-muted"}>
              {text}
            </span>
          ),
        )}
      </section>
      {placing.kind === "blocked" ? <p className="text-warn text-xs">{placing.why}</p> : null}
      <div className="sticky -bottom-2 -mx-3 -mb-2 flex flex-wrap justify-end gap-2 bg-raised px-3 py-2">
        <Button
          size="small"
          look={state.readOnly ? "primary" : "outline"}
          disabled={command.text === ""}
          onClick={async () => setCopied((await copyText(command.text)) ? "copied" : "refused")}
        >
          {copied === "copied" ? "Copied" : copied === "refused" ? "Select and copy it by hand" : "Copy"}
        </Button>
        {state.readOnly ? null : (
          <ReasonedButton
            size="small"
            look="primary"
            blocked={placing.kind === "blocked" ? placing.why : null}
            onKeyDown={(event) => {
              if (event.key === "Enter") isEnterDown.current = true;
            }}
            onKeyUp={() => {
              isEnterDown.current = false;
            }}
            onClick={put}
          >
            Put it at the prompt
          </ReasonedButton>
        )}
      </div>
    </>
  );
}

/** What a program asks of pastes, and whether it has the whole screen, is told by nobody. */
const LOOK_EVERY_MS = 250;

function useLookEvery(ms: number): void {
  const [, look] = useReducer((count: number) => count + 1, 0);
  useEffect(() => {
    const timer = setInterval(look, ms);
    return () => clearInterval(timer);
  }, [ms]);
}

function situation(state: TerminalState, handle: TerminalHandle | null) {
  const terminal = handle?.screen.terminal;
  return {
    readOnly: state.readOnly,
    ready:
      state.status.kind === "open" &&
      state.ended === null &&
      state.held === null &&
      handle !== null &&
      !handle.isReplaying(),
    bracketed: terminal?.modes.bracketedPasteMode ?? false,
    fullScreen: terminal?.buffer.active.type === "alternate",
  };
}

function leftOut(count: number): string {
  return count === 1
    ? "One character that can’t be seen is left out; it is struck through below."
    : `${count} characters that can’t be seen are left out; they are struck through below.`;
}
