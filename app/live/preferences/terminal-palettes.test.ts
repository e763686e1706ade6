import { describe, expect, test } from "vitest";
import { ANSI_NAMES, contrast, PALETTE_NAMES, palette, READABLE } from "./terminal-palettes.ts";
import { matchColours, themeOf } from "./terminal-theme.ts";

describe.each(PALETTE_NAMES)("%s", (name) => {
  test.each(["light", "dark"] as const)("can be read when %s", (shade) => {
    const colours = palette(name, shade);
    const { background, foreground, accent, ansi } = colours;
    expect(ansi).toHaveLength(ANSI_NAMES.length);
    for (const colour of [background, foreground, accent, ...ansi]) expect(colour).toMatch(/^#[0-9a-f]{6}$/);
    const text = ansi.filter((_, index) => index % 8 !== 0 && index % 8 !== 7);
    for (const colour of [foreground, accent, ...text])
      expect(contrast(colour, background), colour).toBeGreaterThanOrEqual(READABLE);
    const found = matchColours(colours);
    for (const behind of [found.matchBackground, found.activeMatchBackground])
      expect(contrast(foreground, behind), `on ${behind}`).toBeGreaterThanOrEqual(READABLE);
  });
});

test("a theme names every colour that a terminal has", () => {
  const theme = themeOf(palette("sandbar", "dark"));
  for (const name of ANSI_NAMES) expect(theme[name]).toMatch(/^#/);
});

test("contrast is WCAG's", () => {
  expect(contrast("#ffffff", "#000000")).toBeCloseTo(21);
  expect(contrast("#767676", "#ffffff")).toBeCloseTo(4.54, 2);
});
