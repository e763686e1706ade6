/** xterm and its add-ons, in one chunk that only the terminal tab loads. */
import { ClipboardAddon } from "@xterm/addon-clipboard";
import { FitAddon } from "@xterm/addon-fit";
import { SearchAddon } from "@xterm/addon-search";
import { Unicode11Addon } from "@xterm/addon-unicode11";
import { WebLinksAddon } from "@xterm/addon-web-links";
import { WebglAddon } from "@xterm/addon-webgl";
import { Terminal } from "@xterm/xterm";
import "@xterm/xterm/css/xterm.css";
import { onThemeChange, terminalTheme } from "./terminal-theme.ts";

const SCROLLBACK_LINES = 10_000;

export interface Screen {
  readonly terminal: Terminal;
  readonly search: SearchAddon;
  /** Fits the columns and rows to the space there is. */
  fit(): void;
  dispose(): void;
}

interface ScreenOptions {
  fontSize: number;
  screenReader: boolean;
}

export function openScreen(element: HTMLElement, options: ScreenOptions): Screen {
  const terminal = new Terminal({
    allowProposedApi: true,
    cursorBlink: !matchMedia("(prefers-reduced-motion: reduce)").matches,
    fontFamily: getComputedStyle(element).getPropertyValue("--font-mono"),
    fontSize: options.fontSize,
    linkHandler: {
      activate: (_event, url) => openLink(url),
      hover: (_event, url) => showTarget(url),
      leave: hideTarget,
    },
    macOptionIsMeta: true,
    minimumContrastRatio: 4.5,
    screenReaderMode: options.screenReader,
    scrollback: SCROLLBACK_LINES,
    theme: terminalTheme(element),
  });
  const fitting = new FitAddon();
  const search = new SearchAddon();
  terminal.loadAddon(fitting);
  terminal.loadAddon(search);
  terminal.loadAddon(new Unicode11Addon());
  terminal.loadAddon(
    new WebLinksAddon((_event, url) => openLink(url), {
      hover: (_event, url) => showTarget(url),
      leave: hideTarget,
    }),
  );
  // Programs may put text on the clipboard; they may not read what is on it.
  terminal.loadAddon(
    new ClipboardAddon(undefined, {
      readText: () => "",
      writeText: (_selection, text) => navigator.clipboard.writeText(text),
    }),
  );
  terminal.unicode.activeVersion = "11";
  terminal.open(element);
  drawWithGpu(terminal);
  fitting.fit();
  const stopFollowing = onThemeChange(() => {
    terminal.options.theme = terminalTheme(element);
  });

  /** A link shows where it leads before it is followed. */
  function showTarget(url: string) {
    element.title = url;
  }
  function hideTarget() {
    element.title = "";
  }

  return {
    terminal,
    search,
    fit: () => fitting.fit(),
    dispose() {
      stopFollowing();
      terminal.dispose();
    },
  };
}

/** Draws with WebGL where a graphics chip does it; where it would be imitated, or is lost, the plain renderer is faster. */
function drawWithGpu(terminal: Terminal) {
  const context = document.createElement("canvas").getContext("webgl2");
  const info = context?.getExtension("WEBGL_debug_renderer_info");
  const drawnBy = info ? String(context?.getParameter(info.UNMASKED_RENDERER_WEBGL)) : "";
  if (!context || /swiftshader|llvmpipe|software/i.test(drawnBy)) return;
  const gpu = new WebglAddon();
  gpu.onContextLoss(() => gpu.dispose());
  terminal.loadAddon(gpu);
}

/** Only web addresses, in a window that knows nothing of this one. */
function openLink(url: string) {
  if (/^https?:\/\//i.test(url)) window.open(url, "_blank", "noopener,noreferrer");
}
