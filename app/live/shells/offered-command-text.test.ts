import { Terminal } from "@xterm/headless";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  COMMAND_BYTES,
  commandForField,
  commandOf,
  type OfferedCommand,
  type PromptSituation,
  placeCommand,
  readCommand,
} from "./offered-command-text.ts";

const SHELL: PromptSituation = { readOnly: false, ready: true, bracketed: true, fullScreen: false };
const PLAIN: PromptSituation = { ...SHELL, bracketed: false };

function read(given: string): Extract<OfferedCommand, { kind: "command" }> {
  const command = readCommand(given);
  if (command.kind !== "command") throw new Error("it is too long");
  return command;
}

test.each([
  ["?command=ls%20-la", "ls -la"],
  ["?a=1&command=ls+-la", "ls -la"],
  ["?command=a&command=b", "a"],
  ["?command=", null],
  ["?command=%0A%20", null],
  ["?commands=ls", null],
  ["", null],
])("the address %s offers %j", (search, command) => expect(commandOf(search)).toBe(command));

describe("what is taken from a link", () => {
  test.each([
    ["an ordinary command", "npm run dev -- --port=3000", "npm run dev -- --port=3000"],
    ["letters of any language", "echo 'Grüße, 世界 😀'", "echo 'Grüße, 世界 😀'"],
    ["a tab", "printf 'a\tb'", "printf 'a\tb'"],
    ["a trailing line break", "rm -rf /\n", "rm -rf /"],
    ["many of them", "ls\r\n\r\n\n", "ls"],
    ["one hidden behind what is left out", "ls\n\u200b\x00", "ls"],
    ["an escape", "ls\x1b[2J", "ls[2J"],
    ["the end of a paste", "ls\x1b[201~\nrm -rf /", "ls[201~\nrm -rf /"],
    ["the end of a paste as one character", "ls\x9b201~", "ls201~"],
    ["text for the clipboard", "\x1b]52;c;cm0=\x07ls", "]52;c;cm0=ls"],
    ["Ctrl-C, Ctrl-D, Ctrl-V, Ctrl-O", "a\x03\x04\x16\x0fb", "ab"],
    ["a zero byte and a backspace", "l\x00s\x08\x7f", "ls"],
    ["text that is turned around", "echo \u202egnp.exe\u202c \u2066x\u2069 \u061c\u200f", "echo gnp.exe x "],
    ["letters without width", "r\u200bm\u2060 \ufeff\u00ad-\u200df", "rm -f"],
    ["fillers that look like nothing", "a\u3164b\u115fc\uffa0d", "abcd"],
    ["tags", "ls\u{e0020}\u{e0041}", "ls"],
  ])("%s", (_, given, text) => expect(read(given).text).toBe(text));

  test.each(["\n", "\r", "\r\n", "\v", "\f", "\u0085", "\u2028", "\u2029"])(
    "%j ends a line, so it makes two",
    (end) => expect(read(`a${end}b`)).toMatchObject({ text: "a\nb", lines: 2, removed: 0 }),
  );

  test("all of it is shown, and what is not to be seen by its name", () => {
    const { shown, removed } = read("a\x1b\x9b\u202e\u00a0\tb\nc");
    expect(shown).toEqual([
      { text: "a", mark: null },
      { text: "␛", mark: "removed" },
      { text: "⟨U+009B⟩", mark: "removed" },
      { text: "⟨U+202E⟩", mark: "removed" },
      { text: "⟨U+00A0⟩", mark: "kept" },
      { text: "⇥\t", mark: "kept" },
      { text: "b", mark: null },
      { text: "⏎\n", mark: "kept" },
      { text: "c", mark: null },
    ]);
    expect(removed).toBe(3);
  });

  test("nothing, where it is too long: half a command is another command", () => {
    expect(readCommand("x".repeat(COMMAND_BYTES)).kind).toBe("command");
    expect(readCommand("x".repeat(COMMAND_BYTES + 1)).kind).toBe("too_long");
    expect(readCommand("世".repeat(COMMAND_BYTES / 3 + 1)).kind).toBe("too_long");
  });
});

describe("what is put at a prompt", () => {
  test.each([
    ["one line, as a paste", "ls -la", SHELL, "\x1b[200~ls -la\x1b[201~"],
    ["several lines, as one paste", "a\nb", SHELL, "\x1b[200~a\rb\x1b[201~"],
    ["one line, to a shell that knows no pastes", "ls -la", PLAIN, "ls -la"],
    ["without the tab that would complete", "a\tb", PLAIN, "a b"],
    [
      "one line, into a full-screen program that knows pastes",
      "ls",
      { ...SHELL, fullScreen: true },
      "\x1b[200~ls\x1b[201~",
    ],
  ])("%s", (_, text, at, data) => expect(placeCommand(text, at)).toEqual({ kind: "put", data }));

  test.each([
    ["several lines that would run one by one", "a\nb", PLAIN, /several lines.*Copy/],
    ["into a full-screen program", "dd:wq", { ...PLAIN, fullScreen: true }, /full-screen/],
    ["by who only watches", "ls", { ...SHELL, readOnly: true }, /watch.*Copy/],
    ["while the connection is lost", "ls", { ...SHELL, ready: false }, /Wait/],
    ["nothing", "", SHELL, /Nothing/],
  ])("not %s", (_, text, at, why) => {
    expect(placeCommand(text, at)).toEqual({ kind: "blocked", why: expect.stringMatching(why) });
  });
});

/** Anything a link may carry, with much of what is hostile. */
const hostile = fc
  .array(
    fc.oneof(
      fc.string({ unit: "binary", maxLength: 8 }),
      fc.constantFrom(
        "\x1b[201~",
        "\x1b[200~",
        "\x9b201~",
        "\r",
        "\n",
        "\x1b",
        "[201~",
        "\x00",
        "\u202e",
        "\x1b]52;c;x\x07",
        "\x03",
        "\x1bOM",
        "\x1b\r",
      ),
    ),
    { maxLength: 20 },
  )
  .map((parts) => parts.join(""));

test("whatever a link says, no key is pressed but letters, and the paste ends where it should", () => {
  fc.assert(
    fc.property(hostile, fc.boolean(), (given, bracketed) => {
      const command = readCommand(given);
      if (command.kind !== "command") return;
      const placed = placeCommand(command.text, bracketed ? SHELL : PLAIN);
      if (placed.kind === "blocked") return;
      const inside = bracketed ? placed.data.slice("\x1b[200~".length, -"\x1b[201~".length) : placed.data;
      // Of controls, a paste may hold tabs and line breaks; what is typed holds none.
      const controls = (inside.match(/\p{Cc}/gu) ?? []).filter(
        (char) => !(bracketed && "\t\r".includes(char)),
      );
      expect(controls).toEqual([]);
      expect(inside.endsWith("\r")).toBe(false);
      expect(placed.data.split("\x1b[201~").length).toBe(bracketed ? 2 : 1);
    }),
    { numRuns: 2000 },
  );
});

test("what is shown does nothing to a terminal, and turns no text", async () => {
  await fc.assert(
    fc.asyncProperty(hostile, async (given) => {
      const command = readCommand(given);
      if (command.kind !== "command") return;
      const shown = command.shown.map(({ text }) => text).join("");
      expect(shown).not.toMatch(/[\p{Cf}\p{Cs}]/u);
      expect(shown.replaceAll(/[\n\t]/g, "")).not.toMatch(/\p{Cc}/u);
    }),
    { numRuns: 500 },
  );
});

test("a terminal that is asked for pastes tells so", async () => {
  const terminal = new Terminal({ allowProposedApi: true });
  await new Promise<void>((resolve) => terminal.write("\x1b[?2004h", resolve));
  expect(terminal.modes.bracketedPasteMode).toBe(true);
});

test.each([
  ["npm test", { text: "npm test", problem: null }],
  ["a\tb\x1b\n", { text: "a b", problem: null }],
  ["a\nb", { text: "", problem: expect.stringMatching(/several lines/) }],
  ["x".repeat(5000), { text: "", problem: expect.stringMatching(/longer/) }],
])("a form of one line gets %#", (given, filled) => expect(commandForField(given)).toEqual(filled));
