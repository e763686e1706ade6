/** What people decide for their team. */
import { z } from "@hono/zod-openapi";
import { ROLES, SCOPES } from "../../domain/access.ts";
import {
  TOKEN_DAYS_DEFAULT,
  TOKEN_DAYS_MAX,
  type TokenBody,
  type TokenRevoked,
} from "../../services/accounts/tokens.ts";
import type { MemberBody } from "../../services/team/members.ts";
import { time } from "./common.ts";

export const template = z
  .strictObject({
    name: z.string(),
    title: z.string(),
    description: z.string(),
    files: z.array(z.string()),
    setup: z.array(z.array(z.string())),
    command: z.string().nullable(),
    default: z.boolean(),
  })
  .openapi("Template");

export const role = z.enum(ROLES);
export const scope = z.enum(SCOPES);

export const member = z
  .strictObject({
    user_id: z.string(),
    name: z.string(),
    email: z.string().nullable(),
    role,
    joined_at: time,
  })
  .openapi("Member") satisfies z.ZodType<MemberBody>;

const tokenFields = {
  token_id: z.string(),
  name: z.string(),
  user_id: z.string(),
  user_name: z.string().openapi({ description: "For whom it acts: with their role, within its scopes" }),
  prefix: z
    .string()
    .openapi({ description: "Its first characters, to tell tokens apart", example: "sbx_8-LObA" }),
  scopes: z.array(scope),
  created_at: time,
  expires_at: time.nullable(),
  last_used_at: time.nullable(),
  revoked_at: time.nullable(),
  made_with: z
    .string()
    .nullable()
    .openapi({ description: "The token that it was made with, and ends with; null for the browser" }),
};

export const token = z.strictObject(tokenFields).openapi("Token") satisfies z.ZodType<TokenBody>;
export const tokenMade = z.strictObject({ ...tokenFields, token: z.string() }).openapi("TokenMade");
export const tokenRevoked = z
  .strictObject({
    share_links_ended: z
      .int()
      .openapi({ description: "Links that were made with it or those tokens, and let nobody in any more" }),
    tokens_ended: z
      .array(z.strictObject({ token_id: z.string(), name: z.string() }))
      .openapi({ description: "Tokens that were made with it, directly or not, and no longer work" }),
  })
  .openapi("TokenRevoked") satisfies z.ZodType<TokenRevoked>;
export const tokenParams = z.object({ token_id: z.string().min(1).max(64) });
export const tokenBody = z
  .strictObject({
    name: z.string().min(1).max(100).openapi({ description: "What it is for", example: "ci" }),
    scopes: z.array(scope).min(1),
    expires_in_days: z
      .int()
      .min(1)
      .max(TOKEN_DAYS_MAX)
      .optional()
      .openapi({
        description: `${TOKEN_DAYS_DEFAULT} unless it says otherwise; no longer than the token lasts that makes it`,
      }),
  })
  .openapi("NewToken");
