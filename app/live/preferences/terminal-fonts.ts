import type { TerminalPreferences } from "./terminal-preferences.ts";

const BUNDLED = "JetBrains Mono Variable";

/** A CSS font-family. The system's fonts come after a bundled one: they have the characters that it lacks. */
export function fontFamily(element: Element, { font }: Pick<TerminalPreferences, "font">): string {
  const system = getComputedStyle(element).getPropertyValue("--font-mono");
  return font === "jetbrains" ? `"${BUNDLED}", ${system}` : system;
}

/** Resolves once the font can be measured. One that can't be fetched leaves the system's in its place. */
export async function loadFont({ font, fontSize }: TerminalPreferences): Promise<void> {
  if (font !== "jetbrains") return;
  await import("@fontsource-variable/jetbrains-mono/index.css");
  await Promise.all(
    ["400", "700"].map((weight) => document.fonts.load(`${weight} ${fontSize}px "${BUNDLED}"`)),
  ).catch(() => {
    // Without the network there is no font; the terminal is as usable with the next of its family.
  });
}
