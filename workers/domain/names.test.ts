import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { NAME_PATTERN, normaliseName } from "./names.ts";

function normalised(raw: string): string | undefined {
  const result = normaliseName(raw);
  return result.ok ? result.value : undefined;
}

describe("normaliseName", () => {
  it.each([
    ["fix-login", "fix-login"],
    ["Fix Login", "fix-login"],
    ["feature/login_v1.2", "feature-login-v1-2"],
    ["--a---b--", "a-b"],
    ["a", "a"],
    ["é!ü#x", "x"],
    ["x".repeat(60), "x".repeat(50)],
    [`${"x".repeat(49)}-y`, "x".repeat(49)],
    ["$(rm -rf)", "rm-rf"],
    ["../../etc/passwd", "etc-passwd"],
  ])("%j becomes %j", (raw, name) => {
    expect(normalised(raw)).toBe(name);
  });

  it.each(["", "   ", "---", "é", "💥", "\u0000"])("%j is refused, naming the field", (raw) => {
    const result = normaliseName(raw);
    expect(result).toMatchObject({
      ok: false,
      refusal: { reason_code: "invalid_name", field: "name", retryable: false },
    });
  });

  it("C28: names that differ only in what normalising removes are the same name", () => {
    expect(new Set(["My App", "my_app", "my.app", "MY/APP", "-my--app-"].map(normalised))).toEqual(
      new Set(["my-app"]),
    );
  });

  it("gives a legal name or refuses, and is stable", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 120 }), (raw) => {
        const name = normalised(raw);
        if (name === undefined) return;
        expect(name).toMatch(NAME_PATTERN);
        expect(normalised(name)).toBe(name);
      }),
    );
  });
});
