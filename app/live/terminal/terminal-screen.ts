/** xterm and its add-ons, in one chunk that only the terminal tab loads. */
import { SearchAddon } from "@xterm/addon-search";
import { Terminal } from "@xterm/xterm";
import "@xterm/xterm/css/xterm.css";
import { prepareTerminal } from "../../../workers/domain/terminal/prepare-terminal.ts";
import { fontFamily, loadFont } from "../preferences/terminal-fonts.ts";
import {
  onPreferencesChange,
  readPreferences,
  type TerminalPreferences,
} from "../preferences/terminal-preferences.ts";
import { onThemeChange, terminalTheme } from "../preferences/terminal-theme.ts";
import { drawWithGpu } from "./draw-with-gpu.ts";
import { KeyModifiers } from "./key-modifiers.ts";
import { SEARCH_MARKED } from "./search-words.ts";

export interface Screen {
  readonly terminal: Terminal;
  readonly search: SearchAddon;
  /** Ctrl and Alt held on by the key bar: what is typed goes through its `apply`. */
  readonly modifiers: KeyModifiers;
  /** Calls back when the size of a character has changed, so that another number of them fits. */
  onCellChange(run: () => void): void;
  dispose(): void;
}

/** Follows the person's preferences while it is open. */
export function openScreen(element: HTMLElement, preferences: TerminalPreferences): Screen {
  const terminal = new Terminal({
    ...looks(element, preferences),
    allowProposedApi: true,
    // Bold is bold: in some palettes the bright colours are other ones altogether.
    drawBoldTextInBrightColors: false,
    macOptionIsMeta: true,
    minimumContrastRatio: 4.5,
    overviewRuler: { width: 10 },
    theme: terminalTheme(element),
  });
  const search = new SearchAddon({ highlightLimit: SEARCH_MARKED });
  terminal.loadAddon(search);
  prepareTerminal(terminal);
  terminal.open(element);
  drawWithGpu(terminal);

  const cellChanges = new Set<() => void>();
  let gone = false;
  const apply = (next: TerminalPreferences) => {
    if (gone) return;
    Object.assign(terminal.options, looks(element, next));
    for (const run of cellChanges) run();
  };
  const follow = () => {
    const next = readPreferences();
    void loadFont(next).then(() => apply(next));
  };
  // A font of our own was not there yet when the first characters were measured.
  if (preferences.font !== "system") follow();
  const stopPreferences = onPreferencesChange(follow);
  const stopTheme = onThemeChange(() => {
    terminal.options.theme = terminalTheme(element);
  });

  return {
    terminal,
    search,
    modifiers: new KeyModifiers(),
    onCellChange: (run) => cellChanges.add(run),
    dispose() {
      gone = true;
      stopPreferences();
      stopTheme();
      terminal.dispose();
    },
  };
}

function looks(element: HTMLElement, preferences: TerminalPreferences) {
  return {
    cursorBlink: preferences.cursorBlink && !matchMedia("(prefers-reduced-motion: reduce)").matches,
    cursorStyle: preferences.cursor,
    fontFamily: fontFamily(element, preferences),
    fontSize: preferences.fontSize,
    lineHeight: preferences.lineHeight,
    screenReaderMode: preferences.screenReader,
    scrollback: preferences.scrollback,
  };
}
