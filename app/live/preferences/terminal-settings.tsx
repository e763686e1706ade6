import { Settings2, X } from "lucide-react";
import { useId, useRef } from "react";
import { Button, IconButton } from "~/components/controls/button.tsx";
import { PaletteChoice } from "./palette-choice.tsx";
import { Choice, Count, Group, Switch } from "./settings-fields.tsx";
import { changePreferences, DEFAULTS } from "./terminal-preferences.ts";
import { usePreferences } from "./use-preferences.ts";

/** What a person chooses about terminals, beside the terminal that follows each choice at once. */
export function TerminalSettings() {
  const id = useId();
  const panel = useRef<HTMLDivElement>(null);
  return (
    <>
      <IconButton label="Terminal settings" popoverTarget={id}>
        <Settings2 className="size-4" aria-hidden />
      </IconButton>
      <div
        ref={panel}
        id={id}
        popover="auto"
        role="dialog"
        aria-label="Terminal settings"
        className="fixed inset-auto top-14 right-3 m-0 max-h-[calc(100dvh-4.25rem)] w-88 max-w-[calc(100vw-1.5rem)] overflow-y-auto rounded-lg border border-line bg-raised p-4 text-text shadow-xl"
      >
        <header className="mb-3 flex items-center justify-between">
          <h2 className="font-semibold">Terminal settings</h2>
          <IconButton label="Close" className="-my-2 -mr-2" onClick={() => panel.current?.hidePopover()}>
            <X className="size-4" aria-hidden />
          </IconButton>
        </header>
        <Fields />
      </div>
    </>
  );
}

function Fields() {
  const preferences = usePreferences();
  return (
    <div className="grid gap-4">
      <PaletteChoice />
      <Group title="Text">
        <Choice name="font" label="Font" words={{ system: "The system’s", jetbrains: "JetBrains Mono" }} />
        <Count name="fontSize" label="Size" unit="px" />
        <Count name="lineHeight" label="Line height" />
        <Choice name="cursor" label="Cursor" words={{ block: "Block", bar: "Bar", underline: "Underline" }} />
        <Switch name="cursorBlink" label="Cursor blinks" />
        <Count name="scrollback" label="Lines kept above" />
      </Group>
      <Group title="Signals">
        <Choice name="bell" label="Bell" words={{ visual: "Flash", none: "Nothing" }} />
        <Switch name="screenReader" label="Screen reader mode" />
      </Group>
      <Group title="Care">
        <Switch name="warnOnPaste" label="Ask before several lines are pasted into a shell" />
        <Choice
          name="clipboard"
          label="Programs may copy to the clipboard"
          words={{ ask: "Ask", always: "Always", never: "Never" }}
        />
        <Choice
          name="afterBreak"
          label="After a break, send what I typed"
          words={{ ask: "Ask", send: "At once" }}
        />
      </Group>
      <div className="flex items-center justify-between gap-3 text-muted text-xs">
        Kept in this browser
        <Button size="small" disabled={preferences === DEFAULTS} onClick={() => changePreferences(DEFAULTS)}>
          Defaults
        </Button>
      </div>
    </div>
  );
}
