import { expect, test } from "vitest";
import { ownPath } from "./own-path.ts";

test.each(["/", "/launch?template=node", "/sandboxes/a/timeline?q=x#end"])("%s stays", (path) => {
  expect(ownPath(path)).toBe(path);
});

test.each([
  "https://elsewhere.invalid/",
  "//elsewhere.invalid/",
  "/\\elsewhere.invalid/",
  "/\t/elsewhere.invalid/",
  "/.//elsewhere.invalid/",
  "javascript:alert(1)",
  "launch",
  "",
  null,
  undefined,
  7,
])("%j leads nowhere else", (value) => {
  expect(ownPath(value)).toBe("/");
});
