import type { Scope } from "../../../workers/domain/access.ts";

/** What a token may do, in people's words. */
export const SCOPE_WORDS: Readonly<Record<Scope, string>> = {
  "sandboxes:read": "See sandboxes, their logs and files",
  "sandboxes:write": "Launch, save, export, tear down",
  "sandboxes:exec": "Run commands and type in terminals",
  "shares:write": "Make and revoke share links",
  admin: "Members, policy, tokens, webhooks, audit log",
};
