import { expect, test } from "vitest";
import { isMatch } from "./viewer-match.ts";

const MEMBER = {
  actor: { kind: "user", id: "u1", label: "Ann" },
  role: "interact",
  present: true,
  expires_at: null,
  user_id: "u1",
  session_id: "s1",
  token_id: null,
  share_id: null,
  shared_by: null,
  parts: null,
  decided_at: 0,
} as const;
const GUEST = {
  ...MEMBER,
  actor: { kind: "guest", id: "g1", label: "Gus" },
  user_id: null,
  session_id: null,
  share_id: "sh1",
  shared_by: "u2",
  parts: ["terminal"],
} as const;

test.each([
  [{}, true, true],
  [{ user_id: "u1" }, true, false],
  [{ user_id: "u1", session_id: "s2" }, false, false],
  [{ token_ids: ["t1", "t2"] }, false, false],
  [{ session_id: "s1" }, true, false],
  [{ share_id: "sh1" }, false, true],
  [{ share_id: "sh2" }, false, false],
  [{ token_id: "t1" }, false, false],
  [{ actor_id: "g1" }, false, true],
  [{ user_id: "u2" }, false, true],
  [{ user_id: "u2", session_id: "s1" }, false, false],
  [{ user_id: "u2", guests: true }, false, true],
  [{ user_id: "u1", guests: true }, false, false],
  [{ user_id: null }, false, true],
  [{ guests: true }, false, true],
  [{ guests: false }, true, false],
] as const)("%j is meant: the member %s, the guest %s", (match, member, guest) => {
  expect([isMatch(match, MEMBER), isMatch(match, GUEST)]).toEqual([member, guest]);
});
