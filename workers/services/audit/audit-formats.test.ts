import { expect, test } from "vitest";
import { csvField } from "./audit-formats.ts";

test.each([
  ["=cmd|' /C calc'!A0", `"'=cmd|' /C calc'!A0"`],
  ["+1", `"'+1"`],
  ["-1", `"'-1"`],
  ["@SUM(1)", `"'@SUM(1)"`],
  ["\t=1", `"'\t'=1"`],
  ["＝1", `"'＝1"`],
  // Where semicolons separate, what follows one is a field.
  ["x;=1+1", `"x;'=1+1"`],
  ['x;"=1+1', `"x;""'=1+1"`],
  ["x\t@SUM(1)", `"x\t'@SUM(1)"`],
  ['a "b", c', `"a ""b"", c"`],
  ["two\r\nlines", `"two\r\nlines"`],
  ["sandbox:a-b=c@d", "sandbox:a-b=c@d"],
  ["", ""],
])("%j is %s in CSV: no spreadsheet runs it", (text, field) => {
  expect(csvField(text)).toBe(field);
});
