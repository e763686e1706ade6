import { z } from "@hono/zod-openapi";
import { ROLES } from "../../domain/access.ts";
import { POLICY_BOUNDS } from "../../domain/policy/policy-settings.ts";
import type { UsageBody } from "../../domain/usage/usage-body.ts";
import { USAGE_DAYS_DEFAULT, USAGE_DAYS_MAX } from "../../services/team/usage.ts";
import { time } from "./common.ts";

export const usageQuery = z.object({
  days: z.coerce
    .number()
    .int()
    .min(1)
    .max(USAGE_DAYS_MAX)
    .optional()
    .openapi({
      description: `The last so many days, today (UTC) included; ${USAGE_DAYS_DEFAULT} when absent`,
    }),
});

export const memberParams = z.object({ user_id: z.string().min(1).max(64) });

export const memberQuota = z
  .strictObject({
    max_active: z
      .int()
      .min(0)
      .max(POLICY_BOUNDS.max_active_per_member.max)
      .nullable()
      .openapi({ description: "Sandboxes at once, 0 for none; null: the policy's number again" }),
  })
  .openapi("MemberQuota");

const bytes = z.int().nonnegative();
const count = z.int().nonnegative();
const hours = z.number().nonnegative();

export const usage = z
  .strictObject({
    now: time,
    team: z.strictObject({
      active: count.openapi({ description: "Sandboxes that take a place now" }),
      max_active: count,
      max_active_per_member: count.openapi({ description: "What the policy gives each member" }),
      stored_bytes: bytes.openapi({ description: "Checkpoints, exports and recordings" }),
      max_stored_bytes: bytes
        .nullable()
        .openapi({ description: "Beyond it nothing new is launched; null: without bound" }),
    }),
    owners: z.array(
      z.strictObject({
        user_id: z.string().nullable().openapi({
          description: "Null: everybody else together, for those who see only their own figures",
        }),
        name: z.string(),
        role: z.enum(ROLES).nullable().openapi({ description: "Null: no member (any more), or several" }),
        hours: hours.openapi({ description: "Of the whole period" }),
        stored_bytes: bytes,
        active: count,
        max_active: count.nullable().openapi({ description: "Null: they launch nothing, or are several" }),
        own_max_active: count
          .nullable()
          .openapi({ description: "What an admin gave them instead of the policy's number" }),
      }),
    ),
    days: z.array(
      z.strictObject({
        day: z.string().openapi({ description: "UTC", example: "2026-07-31" }),
        peak: count.openapi({ description: "Most sandboxes up at one moment" }),
        hours: z.array(hours).openapi({ description: "One figure for each of `owners`, in their order" }),
        stored_bytes: bytes.nullable().openapi({
          description: "As the day began, today's as it is now; null where that was not written down",
        }),
      }),
    ),
  })
  .openapi("Usage") satisfies z.ZodType<UsageBody>;
