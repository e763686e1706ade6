import { expect, test } from "vitest";
import { FIRST_ROW, keySends, SECOND_ROW } from "./bar-keys.ts";
import { KeyModifiers, type Modifier } from "./key-modifiers.ts";

function held(...keys: Modifier[]): KeyModifiers {
  const modifiers = new KeyModifiers();
  for (const key of keys) modifiers.toggle(key);
  return modifiers;
}

test.each<[Modifier[], string, string]>([
  [["ctrl"], "c", "\u0003"],
  [["ctrl"], "C", "\u0003"],
  [["ctrl"], "[", "\u001b"],
  [["ctrl"], " ", "\u0000"],
  [["ctrl"], "?", "\u007f"],
  [["ctrl"], "5", "5"],
  [["ctrl"], "é", "é"],
  [["alt"], "b", "\u001bb"],
  [["alt"], "漢", "\u001b漢"],
  [["ctrl", "alt"], "c", "\u001b\u0003"],
  [["ctrl"], "\u001b[D", "\u001b[1;5D"],
  [["alt"], "\u001bOC", "\u001b[1;3C"],
  [["ctrl", "alt"], "\u001b[5~", "\u001b[5;7~"],
])("with %j held, %j is %j", (keys, typed, sent) => {
  expect(held(...keys).apply(typed)).toBe(sent);
});

test("they are for one key, whatever it was; a paste or a report does not use them up", () => {
  const modifiers = held("ctrl");
  expect(modifiers.apply("several letters")).toBe("several letters");
  expect(modifiers.apply("\u001b[12;4R")).toBe("\u001b[12;4R");
  expect(modifiers.apply("c")).toBe("\u0003");
  expect(modifiers.apply("c")).toBe("c");
  expect(modifiers.read().size).toBe(0);
});

test("pressed twice they are up again, and who looks is told", () => {
  const modifiers = new KeyModifiers();
  const seen: number[] = [];
  const stop = modifiers.subscribe(() => seen.push(modifiers.read().size));
  modifiers.toggle("alt");
  modifiers.toggle("alt");
  stop();
  modifiers.toggle("alt");
  expect(seen).toEqual([1, 0]);
});

test("cursor keys are sent as the program asked for them", () => {
  const sent = (application: boolean) =>
    Object.fromEntries([...FIRST_ROW, ...SECOND_ROW].map((key) => [key.label, keySends(key, application)]));
  expect(sent(false)).toMatchObject({ "↑": "\u001b[A", Home: "\u001b[H", PgUp: "\u001b[5~", "|": "|" });
  expect(sent(true)).toMatchObject({ "↑": "\u001bOA", Home: "\u001bOH", PgUp: "\u001b[5~", Esc: "\u001b" });
});
