import { describe, expect, test } from "vitest";
import { type ExportInput, exportTarget } from "./export-request.ts";

const HTTPS = { name: "demo", repository: "https://git.example/demo.git" };
const BRANCH: ExportInput = { name: "demo", kind: "branch" };

describe("what a branch export signs in with", () => {
  test("is taken as it is", () => {
    const credential = { username: "anna", password: "ghp_é token" };
    expect(exportTarget({ ...BRANCH, credential }, HTTPS)).toEqual({
      ok: true,
      value: { kind: "branch", source: "checkpoint", branch: "sandbar/demo", credential },
    });
  });

  test.each([
    ["username", "anna\nhost=evil.example"],
    ["password", "secret\r"],
    ["password", "secret\0"],
    ["password", ""],
  ])("C16: a %s that could be read as more than one line is refused: %j", (field, value) => {
    const credential = { username: "anna", password: "secret", [field]: value };
    expect(exportTarget({ ...BRANCH, credential }, HTTPS)).toMatchObject({
      ok: false,
      refusal: { reason_code: "invalid_credential", field: "credential" },
    });
  });
});
