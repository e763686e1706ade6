import { expect, test } from "vitest";
import { holdsSecret, loggablePath } from "./loggable-path.ts";

test.each([
  ["/s/0123456789abcdef", "/s/…"],
  ["/s/0123/join", "/s/…"],
  ["/invite/abc", "/invite/…"],
  ["/reset-password/abc", "/reset-password/…"],
  ["/api/auth/reset-password/abc", "/api/auth/reset-password/…"],
  ["/sandboxes/s", "/sandboxes/s"],
  ["/s", "/s"],
])("the log shows %s as %s", (path, shown) => {
  expect(loggablePath(path)).toBe(shown);
  expect(holdsSecret(path)).toBe(path !== shown);
});
