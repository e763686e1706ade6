import { z } from "@hono/zod-openapi";
import { POLICY_BOUNDS, POLICY_SWITCHES } from "../../domain/policy/policy-settings.ts";
import { CLOCKS } from "../../domain/sandbox.ts";
import type { PolicyPreview } from "../../services/policy/policy-preview.ts";
import { state, time } from "./common.ts";

const numbers = Object.fromEntries(
  Object.entries(POLICY_BOUNDS).map(([name, { min, max, unit }]) => [
    name,
    z.int().min(min).max(max).openapi({ description: unit }),
  ]),
) as Record<keyof typeof POLICY_BOUNDS, z.ZodInt>;

const switches = Object.fromEntries(POLICY_SWITCHES.map((name) => [name, z.boolean()])) as Record<
  (typeof POLICY_SWITCHES)[number],
  z.ZodBoolean
>;

/** Flat: every setting of a team. */
export const settings = z.strictObject({ ...numbers, ...switches });

export const policyPatch = settings.partial().openapi("PolicyPatch");
export const policy = settings.extend({ version: z.int() }).openapi("Policy");

export const policyPreview = z
  .strictObject({
    affected: z.array(
      z.strictObject({
        name: z.string(),
        state,
        verdict: z.enum(["keep", "teardown", "purge", "blocked"]),
        reason: z.enum(CLOCKS).nullable(),
        at: time.nullable(),
        present_at: time.nullable(),
        unsaved_since: time.nullable(),
      }),
    ),
    complete: z
      .boolean()
      .openapi({ description: "False: there are more archives than one preview looks at" }),
  })
  .openapi("PolicyPreview") satisfies z.ZodType<PolicyPreview>;
