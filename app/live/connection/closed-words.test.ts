import { expect, test } from "vitest";
import { closedWords } from "./closed-words.ts";

const told = { reason_code: "not_found", message: "There is no such sandbox." };
const closed = (code: number, reason: string, asked = true) =>
  closedWords({ kind: "closed", code, reason, told: asked ? told : null });

test("why somebody is put out is said as the server said it", () => {
  expect(closed(4404, "the sandbox was made private").message).toBe(
    "This sandbox is no longer shown to you: the sandbox was made private.",
  );
  expect(closed(4401, "this session was ended.").message).toBe("You are signed out: this session was ended.");
  expect(closed(4401, "refused").message).toBe("You are signed out.");
});

test("a sandbox that is gone without anybody's rights having changed was deleted", () => {
  expect(closed(4404, "refused").message).toMatch(/has been deleted/);
  expect(closed(4404, "purged", false).message).toMatch(/has been deleted/);
});

test.each([4401, 4403, 4404, 4410, 4400])("code %i says what to do next", (code) => {
  expect(closed(code, "refused").next_step).toMatch(/\.$/);
});
