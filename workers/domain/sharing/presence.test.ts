import { expect, test } from "vitest";
import { colourOf, PRESENCE_COLOURS } from "./presence.ts";

const ada = { actor_id: "user_ada", colour: colourOf("user_ada", []) };

test("a person has the same colour wherever nobody took it before them", () => {
  const bo = colourOf("user_bo", []);
  expect(bo).not.toBe(ada.colour);
  expect(colourOf("user_bo", [ada])).toBe(bo);
  expect(colourOf("user_ada", [{ actor_id: "user_bo", colour: bo }])).toBe(ada.colour);
  expect(colourOf("user_ada", [{ actor_id: "user_ada", colour: 3 }])).toBe(3);
});

test("people are told apart for as long as there are colours", () => {
  const present: { actor_id: string; colour: number }[] = [];
  for (let nth = 0; nth < 2 * PRESENCE_COLOURS; nth++) {
    const actor_id = `guest_${nth}`;
    present.push({ actor_id, colour: colourOf(actor_id, present) });
    const taken = new Set(present.slice(0, PRESENCE_COLOURS).map(({ colour }) => colour));
    expect(taken.size).toBe(Math.min(nth + 1, PRESENCE_COLOURS));
  }
  for (let colour = 0; colour < PRESENCE_COLOURS; colour++) {
    expect(present.filter((one) => one.colour === colour)).toHaveLength(2);
  }
});
