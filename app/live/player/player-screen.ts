/** xterm as recordings are shown on it: the live terminal's widths, colours and fonts, and nobody types. */
import { Terminal } from "@xterm/xterm";
import "@xterm/xterm/css/xterm.css";
import { fontFamily, loadFont } from "../preferences/terminal-fonts.ts";
import { readPreferences } from "../preferences/terminal-preferences.ts";
import { onThemeChange, terminalTheme } from "../preferences/terminal-theme.ts";
import { drawWithGpu } from "../terminal/draw-with-gpu.ts";
import { fittingFontSize } from "./fit.ts";
import { FILM_OPTIONS, type FilmTerminal, prepareFilmTerminal } from "./keyframe.ts";

export interface PlayerScreen {
  readonly terminal: FilmTerminal;
  dispose(): void;
}

/** Fills `box` with the terminal, as large as it fits whole; `box` scrolls what does not. */
export function openPlayerScreen(box: HTMLElement, holder: HTMLElement): PlayerScreen {
  const preferences = readPreferences();
  const terminal = prepareFilmTerminal(
    new Terminal({
      ...FILM_OPTIONS,
      cursorBlink: false,
      cursorStyle: preferences.cursor,
      cursorInactiveStyle: preferences.cursor,
      fontFamily: fontFamily(holder, preferences),
      fontSize: preferences.fontSize,
      lineHeight: preferences.lineHeight,
      minimumContrastRatio: 4.5,
      screenReaderMode: preferences.screenReader,
      theme: terminalTheme(holder),
    }),
  );
  terminal.open(holder);
  // Nobody types here: the keys are the player's.
  if (terminal.textarea) terminal.textarea.disabled = true;
  drawWithGpu(terminal);

  let gone = false;
  const refit = () => {
    if (!gone) fitInto(box, terminal);
  };
  const fitSoon = () => requestAnimationFrame(refit);
  const observer = new ResizeObserver(fitSoon);
  observer.observe(box);
  terminal.onResize(fitSoon);
  refit();
  void loadFont(preferences).then(() => {
    if (gone || preferences.font === "system") return;
    terminal.options.fontFamily = `${fontFamily(holder, preferences)} `; // measured again, now that it is there
    refit();
  });
  const stopTheme = onThemeChange(() => {
    terminal.options.theme = terminalTheme(holder);
  });
  return {
    terminal,
    dispose() {
      gone = true;
      observer.disconnect();
      stopTheme();
      terminal.dispose();
    },
  };
}

/** A terminal of which nothing is drawn. */
export function openUnseenTerminal(): FilmTerminal & { dispose(): void } {
  return prepareFilmTerminal(new Terminal(FILM_OPTIONS));
}

/** Letters are as wide as the font and the rounding of pixels make them, so what was computed is looked at again. */
function fitInto(box: HTMLElement, terminal: Terminal): void {
  const style = getComputedStyle(box);
  const room = {
    width: box.clientWidth - Number.parseFloat(style.paddingLeft) - Number.parseFloat(style.paddingRight),
    height: box.clientHeight - Number.parseFloat(style.paddingTop) - Number.parseFloat(style.paddingBottom),
  };
  if (room.width <= 0 || room.height <= 0) return;
  for (let tries = 0; tries < 3; tries++) {
    const drawn = terminal.element?.querySelector(".xterm-screen");
    const size = terminal.options.fontSize ?? 0;
    if (!drawn || drawn.clientWidth === 0 || size === 0) return;
    const letter = {
      width: drawn.clientWidth / terminal.cols / size,
      height: drawn.clientHeight / terminal.rows / size,
    };
    const fitting = fittingFontSize(room, terminal, letter);
    if (fitting === size) return;
    terminal.options.fontSize = fitting;
  }
}
