import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { PRESENCE_COLOURS } from "../../../workers/domain/sharing/presence.ts";
import { peopleHere, personWords } from "./people-here.ts";

const viewer = (seat: number, name: string, colour: number, role: "view" | "interact" = "interact") => ({
  seat,
  name,
  colour,
  role,
});

test("seats become people: the reader first, several windows once, whoever drives marked", () => {
  const people = peopleHere(
    [viewer(1, "Bo", 0), viewer(2, "Ada Marsh", 1), viewer(3, "Bo", 0), viewer(4, "Cy", 2, "view")],
    { you: 2, driver: 3 },
  );
  expect(people.map(({ initials }) => initials)).toEqual(["AM", "B", "C"]);
  expect(people.map(personWords)).toEqual([
    "Ada Marsh (you)",
    "Bo, driving, in 2 windows",
    "Cy, only watching",
  ]);
});

test("two people of one name are two, by their colours", () => {
  expect(peopleHere([viewer(1, "Ada", 0), viewer(2, "Ada", 1)])).toHaveLength(2);
});

test("every person's colour carries its initials at 4.5:1, in light and dark", () => {
  const css = readFileSync(new URL("../../app.css", import.meta.url), "utf8");
  const pair = (name: string) =>
    new RegExp(`--color-${name}: light-dark\\((#\\w{6}), (#\\w{6})\\)`).exec(css)?.slice(1) ?? [];
  const text = pair("on-person");
  for (let colour = 0; colour < PRESENCE_COLOURS; colour++) {
    const ground = pair(`person-${colour}`);
    for (const shade of [0, 1]) expect(contrast(text[shade]!, ground[shade]!)).toBeGreaterThanOrEqual(4.5);
  }
});

function contrast(one: string, other: string): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
