import { expect, test } from "vitest";
import { exitWords, isBusy, type Shell, shellWords } from "../shells/shell.ts";
import { neighbour } from "../shells/switch-shells.ts";
import { historyWords } from "./latency.tsx";
import { countWords, isPattern, queryFrom } from "./search-words.ts";
import { deedOf } from "./terminal-keys.ts";

const shell = (part: Partial<Shell>): Shell => ({
  terminal_id: "a",
  name: null,
  title: "bash",
  exit: null,
  ...part,
});

test.each([
  ["Ctrl Shift KeyF", "search"],
  ["Meta KeyF", "search"],
  ["Ctrl KeyF", null],
  ["Ctrl KeyC", null],
  ["Ctrl Shift KeyC", "copy"],
  ["Ctrl Shift KeyV", "paste"],
  ["Ctrl Shift KeyL", "leave"],
  ["Ctrl Shift Alt KeyF", null],
  ["Meta KeyC", null],
])("%s: %s", (keys, deed) => {
  const has = (name: string) => keys.split(" ").includes(name);
  const code = keys.split(" ").at(-1) ?? "";
  const event = {
    ctrlKey: has("Ctrl"),
    shiftKey: has("Shift"),
    altKey: has("Alt"),
    metaKey: has("Meta"),
    code,
  };
  expect(deedOf(event)).toBe(deed);
});

test("matches are counted from the top, and not for ever", () => {
  expect(countWords("", null)).toBe("");
  expect(countWords("x", { index: -1, count: 0 })).toBe("Nothing found");
  expect(countWords("x", { index: 2, count: 17 })).toBe("3 of 17");
  expect(countWords("x", { index: -1, count: 1000 })).toBe("1,000 or more matches");
});

test.each([
  ["a+b", true],
  ["(", false],
  ["x*", false],
  ["", true],
])("%j as a pattern: %s", (text, valid) => {
  expect(isPattern(text)).toBe(valid);
});

test("one selected line is searched for, several are not", () => {
  expect(queryFrom(" word ")).toBe("word");
  expect(queryFrom("two\nlines")).toBe("");
});

test("a shell is called by its name, else by its program, numbered among several", () => {
  expect(shellWords(shell({ name: "build" }), 0, 3)).toBe("build");
  expect(shellWords(shell({ title: "/usr/bin/vim" }), 1, 3)).toBe("2 vim");
  expect(shellWords(shell({ title: "-bash" }), 0, 1)).toBe("bash");
});

test("C24: how it ended is told, also when there is no exit code", () => {
  expect(exitWords(shell({}))).toBeNull();
  expect(exitWords(shell({ exit: { exit_code: 0, signal: null } }))).toBe("exit 0");
  expect(exitWords(shell({ exit: { exit_code: null, signal: "SIGKILL" } }))).toBe("SIGKILL");
  expect(exitWords(shell({ exit: { exit_code: null, signal: null } }))).toBe("ended");
});

test.each([
  ["bash", false],
  ["-zsh", false],
  ["vim", true],
  ["node", true],
])("%s in the foreground: ending it cuts something off: %s", (title, busy) => {
  expect(isBusy(shell({ title }))).toBe(busy);
  expect(isBusy(shell({ title, exit: { exit_code: 0, signal: null } }))).toBe(false);
});

test("the next shell is beside this one, round the ends", () => {
  const shells = ["a", "b", "c"].map((terminal_id) => shell({ terminal_id }));
  expect(neighbour(shells, "a", 1)).toBe("b");
  expect(neighbour(shells, "a", -1)).toBe("c");
  expect(neighbour(shells.slice(0, 1), "a", 1)).toBeNull();
  expect(neighbour([], null, 1)).toBeNull();
});

test("latency is told as least, middle and most", () => {
  expect(historyWords([30, 10, 12])).toBe(
    "There and back: 10 to 30 ms, mostly 12 ms, in the last 3 measurements.",
  );
});
