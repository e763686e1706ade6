import fc from "fast-check";
import { expect, test } from "vitest";
import { CHOICES, DEFAULTS, parsePreferences, RANGES } from "./terminal-preferences.ts";

test("nothing kept gives the defaults", () => {
  for (const kept of [undefined, null, 7, "text", [], {}]) expect(parsePreferences(kept)).toEqual(DEFAULTS);
});

test("R1: a field that makes no sense has its default, and the others keep what was chosen", () => {
  const kept = { fontSize: 18, palette: "neon", cursorBlink: false, scrollback: "many", warnOnPaste: false };
  expect(parsePreferences(kept)).toEqual({
    ...DEFAULTS,
    fontSize: 18,
    cursorBlink: false,
    warnOnPaste: false,
  });
});

test.each([
  ["fontSize", 2, 9],
  ["fontSize", 400, 28],
  ["fontSize", 13.4, 13],
  ["lineHeight", 1.2000000001, 1.2],
  ["scrollback", 1, 1000],
  ["scrollback", 1e9, 50_000],
  ["scrollback", Number.NaN, 10_000],
])("%s %d becomes %d", (name, value, expected) => {
  expect(parsePreferences({ [name]: value })).toMatchObject({ [name]: expected });
});

test("whatever was kept, all of it is within bounds, and reading it again changes nothing", () => {
  const some = fc.oneof(
    fc.anything(),
    fc.double(),
    fc.boolean(),
    fc.constantFrom(...Object.values(CHOICES).flat()),
  );
  const kept = fc.record(Object.fromEntries(Object.keys(DEFAULTS).map((key) => [key, some])));
  fc.assert(
    fc.property(kept, (given) => {
      const read = parsePreferences(given);
      expect(parsePreferences(JSON.parse(JSON.stringify(read)))).toEqual(read);
      for (const [name, { min, max }] of Object.entries(RANGES)) {
        const value = read[name as keyof typeof RANGES];
        expect(value >= min && value <= max).toBe(true);
      }
    }),
  );
});
