/** Share links, and what their guests are shown. */
import { z } from "@hono/zod-openapi";
import {
  GUEST_NAME_MAX,
  SHARE_LABEL_MAX,
  SHARE_MINUTES_MAX,
  SHARE_MINUTES_MIN,
  SHARE_PARTS,
  SHARE_PASSWORD_MAX,
  SHARE_ROLES,
  SHARE_USES_MAX,
  type ShareBody,
  type SharedBody,
} from "../../domain/sharing/share.ts";
import { sandboxName, state, time } from "./common.ts";
import { agentId } from "./work.ts";

const role = z.enum(SHARE_ROLES);
const parts = z.array(z.enum(SHARE_PARTS));

export const shareParams = z.object({ name: sandboxName, share_id: z.string().min(1).max(64) });

export const shareRequest = z
  .strictObject({
    role: role.openapi({ description: "`interact` types in terminals, `view` only looks" }),
    parts: parts.openapi({ example: ["terminal", "timeline"] }),
    expires_in_minutes: z.int().min(SHARE_MINUTES_MIN).max(SHARE_MINUTES_MAX),
    max_uses: z
      .int()
      .min(1)
      .max(SHARE_USES_MAX)
      .nullable()
      .optional()
      .openapi({ description: "Guests that may come in; null: no limit of its own (10,000 at most)" }),
    password: z.string().max(SHARE_PASSWORD_MAX).nullable().optional(),
    label: z
      .string()
      .max(SHARE_LABEL_MAX * 4)
      .nullable()
      .optional(),
  })
  .openapi("NewShare");

const guest = z.strictObject({
  guest_id: z.string(),
  name: z.string(),
  joined_at: time,
  last_seen_at: time,
});

const shareFields = {
  share_id: z.string(),
  role,
  parts,
  label: z.string().nullable(),
  has_password: z.boolean(),
  max_uses: z
    .int()
    .nullable()
    .openapi({ description: "Guests that may come in; null: no limit of its own (10,000 at most)" }),
  uses: z.int().openapi({ description: "Guests that have come in" }),
  created_by: z.strictObject({ user_id: z.string(), name: z.string() }),
  created_at: time,
  expires_at: time,
  revoked_at: time.nullable(),
  status: z.enum(["live", "expired", "revoked", "used_up", "ended"]),
  guests: z.array(guest),
};

export const share = z.strictObject(shareFields).openapi("Share") satisfies z.ZodType<ShareBody>;
export const shareMade = z
  .strictObject({
    ...shareFields,
    url: z.string().openapi({ description: "Ends in /s/TOKEN; shown this once" }),
  })
  .openapi("ShareMade");

export const joinRequest = z
  .strictObject({
    token: z.string().min(1).max(200).openapi({ description: "The end of the link's address, after /s/" }),
    name: z
      .string()
      .max(GUEST_NAME_MAX * 4)
      .openapi({ description: "As others are shown it" }),
    password: z.string().max(SHARE_PASSWORD_MAX).optional(),
  })
  .openapi("Join");

export const joined = z.strictObject({ share_id: z.string(), expires_at: time }).openapi("Joined");

export const shared = z
  .strictObject({
    share: z.strictObject({
      share_id: z.string(),
      role,
      parts,
      label: z.string().nullable(),
      shared_by: z.string(),
      expires_at: time,
    }),
    guest: z.strictObject({ guest_id: z.string(), name: z.string() }),
    sandbox: z.strictObject({
      name: z.string(),
      state,
      generation: z.int(),
      created_at: time,
      teardown_at: time.nullable(),
    }),
  })
  .openapi("Shared") satisfies z.ZodType<SharedBody>;

const shareId = z.string().min(1).max(64);
export const sharedParams = z.object({ share_id: shareId });
export const sharedTerminalParams = z.object({ share_id: shareId, terminal_id: agentId });
