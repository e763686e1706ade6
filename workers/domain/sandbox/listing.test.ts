import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeCursor, encodeCursor } from "./listing.ts";

describe("cursors", () => {
  it("come back as they were made", () => {
    const ids = fc.stringMatching(/^[A-Za-z0-9_-]{1,64}$/);
    fc.assert(
      fc.property(fc.nat({ max: 8.64e15 }), ids, (created_at, id) => {
        const cursor = encodeCursor({ created_at, id });
        expect(cursor).toMatch(/^[A-Za-z0-9_-]+$/);
        expect(decodeCursor(cursor)).toEqual({ ok: true, value: { created_at, id } });
      }),
    );
  });

  it("are refused when they are anything else", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (raw) => {
        const result = decodeCursor(raw);
        if (result.ok) expect(encodeCursor(result.value)).toBe(raw);
        else expect(result.refusal).toMatchObject({ reason_code: "invalid_cursor", field: "cursor" });
      }),
    );
  });
});
