import { expect, test } from "vitest";
import { madeWith } from "./token-line.ts";

const token = (token_id: string, made_with: string | null = null) => ({ token_id, made_with });

test("what a token made ends with it, and what that made, and nothing else", () => {
  const tokens = [token("e", "gone"), token("d"), token("c", "b"), token("b", "a"), token("a")];
  const ids = (of: string) => madeWith(tokens, of).map(({ token_id }) => token_id);
  expect(ids("a")).toEqual(["b", "c"]);
  expect(ids("b")).toEqual(["c"]);
  expect(ids("c")).toEqual([]);
  expect(ids("d")).toEqual([]);
});
