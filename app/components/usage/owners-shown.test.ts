import { expect, test } from "vitest";
import { ownersShown } from "./owners-shown.ts";

const owners = ["Ada", "Bo", "Cy", "Ada Two", "Di"].map((name) => ({
  ...{ user_id: `id-${name}`, name, role: "member" as const, hours: 0, stored_bytes: 0, active: 0 },
  ...{ max_active: 1, own_max_active: null },
}));

const names = (q: string, cursor: string | undefined, limit: number) => {
  const { owners: shown, next } = ownersShown(owners, { q, cursor }, limit);
  return { names: shown.map(({ name }) => name), next };
};

test("owners are shown so many at a time, each once, and found by name", () => {
  expect(names("", undefined, 2)).toEqual({ names: ["Ada", "Bo"], next: "id-Bo" });
  expect(names("", "id-Bo", 2)).toEqual({ names: ["Cy", "Ada Two"], next: "id-Ada Two" });
  expect(names("", "id-Ada Two", 2)).toEqual({ names: ["Di"], next: null });
  expect(names("ADA", undefined, 1)).toEqual({ names: ["Ada"], next: "id-Ada" });
  expect(names("ADA", "id-Ada", 1)).toEqual({ names: ["Ada Two"], next: null });
  expect(names("nobody", undefined, 2)).toEqual({ names: [], next: null });
});

test("a page that began after somebody who is gone begins at the beginning", () => {
  expect(names("", "id-gone", 5)).toMatchObject({ names: ["Ada", "Bo", "Cy", "Ada Two", "Di"], next: null });
});
