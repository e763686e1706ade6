import { describe, expect, test } from "vitest";
import { Helm } from "./driver.ts";

const SMALL = { cols: 80, rows: 24 };
const LARGE = { cols: 200, rows: 60 };

type Step = readonly ["arrives" | "leaves" | "acts" | "returns", seat: number];

/** Plays the steps; answers who drives after each. */
function drivers(steps: readonly Step[]): (number | null)[] {
  const helm = new Helm();
  const left = new Map<number, number>();
  return steps.map(([what, seat]) => {
    if (what === "arrives") helm.arrive(seat);
    if (what === "leaves") left.set(seat, helm.leave(seat));
    if (what === "returns") helm.arrive(seat, left.get(seat));
    if (what === "acts") helm.act(seat);
    return helm.driver;
  });
}

describe("who drives", () => {
  test.each<[string, Step[], (number | null)[]]>([
    ["the first one who may type, at once", [["arrives", 1]], [1]],
    [
      "nobody else merely by arriving",
      [
        ["arrives", 1],
        ["arrives", 2],
      ],
      [1, 1],
    ],
    [
      "who was active last",
      [
        ["arrives", 1],
        ["arrives", 2],
        ["acts", 2],
        ["acts", 1],
        ["acts", 2],
      ],
      [1, 1, 2, 1, 2],
    ],
    [
      "when the driver leaves, the one active before",
      [
        ["arrives", 1],
        ["arrives", 2],
        ["arrives", 3],
        ["acts", 1],
        ["acts", 3],
        ["acts", 2],
        ["leaves", 2],
        ["leaves", 3],
      ],
      [1, 1, 1, 1, 3, 2, 3, 1],
    ],
    [
      "of those who never were active, the one here longest",
      [
        ["arrives", 1],
        ["arrives", 2],
        ["arrives", 3],
        ["leaves", 1],
      ],
      [1, 1, 1, 2],
    ],
    [
      "nobody once all are gone",
      [
        ["arrives", 1],
        ["leaves", 1],
      ],
      [1, null],
    ],
    [
      "the same one when another leaves",
      [
        ["arrives", 1],
        ["arrives", 2],
        ["leaves", 2],
      ],
      [1, 1, 1],
    ],
    [
      "again who was active last, when only its connection was gone",
      [
        ["arrives", 1],
        ["arrives", 2],
        ["acts", 1],
        ["leaves", 1],
        ["returns", 1],
      ],
      [1, 1, 1, 2, 1],
    ],
    [
      "who was active meanwhile, though",
      [
        ["arrives", 1],
        ["arrives", 2],
        ["acts", 1],
        ["leaves", 1],
        ["acts", 2],
        ["returns", 1],
      ],
      [1, 1, 1, 2, 2, 2],
    ],
    [
      "nobody who is not here",
      [
        ["arrives", 1],
        ["acts", 7],
        ["leaves", 8],
      ],
      [1, 1, 1],
    ],
  ])("%s", (_, steps, expected) => {
    expect(drivers(steps)).toEqual(expected);
  });

  test("its size is the terminal's; what others ask for is remembered until they drive", () => {
    const helm = new Helm();
    helm.arrive(1);
    expect(helm.size).toBeNull();
    helm.want(1, SMALL);
    helm.arrive(2);
    helm.want(2, LARGE);
    expect(helm.size).toEqual(SMALL);
    expect(helm.act(2)).toBe(true);
    expect(helm.size).toEqual(LARGE);
    expect(helm.act(2)).toBe(false);
    helm.leave(2);
    expect(helm.size).toEqual(SMALL);
    helm.want(9, LARGE);
    expect(helm.size).toEqual(SMALL);
  });
});
