import type { ITheme } from "@xterm/xterm";

/** Sixteen colours that can be read on each background; black and white follow the theme. */
const ANSI = {
  light: {
    black: "#21201d",
    red: "#b3261e",
    green: "#1b6e3c",
    yellow: "#855600",
    blue: "#1f5bb5",
    magenta: "#8a3a9a",
    cyan: "#0b6b83",
    white: "#6a655e",
    brightBlack: "#5c5750",
    brightRed: "#c2352c",
    brightGreen: "#25793f",
    brightYellow: "#8a5a00",
    brightBlue: "#2b67c4",
    brightMagenta: "#9646a6",
    brightCyan: "#12748c",
    brightWhite: "#45413b",
  },
  dark: {
    black: "#3a3734",
    red: "#ff8a7d",
    green: "#7fd69b",
    yellow: "#e6b455",
    blue: "#8ab4f8",
    magenta: "#d3a4ec",
    cyan: "#6cc5dc",
    white: "#d9d5cf",
    brightBlack: "#97918a",
    brightRed: "#ffa79d",
    brightGreen: "#9be3b3",
    brightYellow: "#f0c877",
    brightBlue: "#a9c8fb",
    brightMagenta: "#e0bdf4",
    brightCyan: "#8fd6e8",
    brightWhite: "#ffffff",
  },
} as const;

/** The terminal's colours from the page's tokens, as they are on `element` now. */
export function terminalTheme(element: Element): ITheme {
  const style = getComputedStyle(element);
  const dark = isDark(element);
  const accent = dark ? "#6cc5dc" : "#0b6b83";
  return {
    ...(dark ? ANSI.dark : ANSI.light),
    background: style.backgroundColor,
    foreground: style.color,
    cursor: accent,
    cursorAccent: style.backgroundColor,
    selectionBackground: `${accent}47`,
    scrollbarSliderBackground: dark ? "#77716b66" : "#918a8266",
    scrollbarSliderHoverBackground: dark ? "#77716baa" : "#918a82aa",
    scrollbarSliderActiveBackground: dark ? "#77716b" : "#918a82",
  };
}

function isDark(element: Element): boolean {
  const chosen = element.ownerDocument.documentElement.dataset.theme;
  if (chosen === "light" || chosen === "dark") return chosen === "dark";
  return matchMedia("(prefers-color-scheme: dark)").matches;
}

/** Calls back when the page or the system changes between light and dark. */
export function onThemeChange(run: () => void): () => void {
  const observer = new MutationObserver(run);
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
  const system = matchMedia("(prefers-color-scheme: dark)");
  system.addEventListener("change", run);
  return () => {
    observer.disconnect();
    system.removeEventListener("change", run);
  };
}
