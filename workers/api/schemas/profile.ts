import { z } from "@hono/zod-openapi";
import {
  CPUS_BOUNDS,
  DESCRIPTION_MAX,
  PROFILE_BOUNDS,
  PROFILE_POLICY_SETTINGS,
} from "../../domain/policy/profile-settings.ts";
import type { ProfileBody } from "../../services/sandboxes/profiles.ts";
import { settings } from "./policy.ts";

const { memory_bytes, disk_bytes, pids } = PROFILE_BOUNDS;
const overridable = Object.fromEntries(PROFILE_POLICY_SETTINGS.map((name) => [name, true])) as Record<
  (typeof PROFILE_POLICY_SETTINGS)[number],
  true
>;
const overrides = settings.pick(overridable as never).partial();

const fields = {
  description: z.string().max(DESCRIPTION_MAX),
  cpus: z.number().min(CPUS_BOUNDS.min).max(CPUS_BOUNDS.max),
  memory_bytes: z.int().min(memory_bytes.min).max(memory_bytes.max),
  disk_bytes: z.int().min(disk_bytes.min).max(disk_bytes.max),
  pids: z.int().min(pids.min).max(pids.max),
  image: z.string().min(1).max(64).openapi({ example: "default" }),
};

export const profile = z
  .strictObject({
    name: z.string(),
    ...fields,
    policy: settings.partial(),
    built_in: z.boolean(),
    default: z.boolean(),
  })
  .openapi("Profile") satisfies z.ZodType<ProfileBody>;

export const newProfile = z
  .strictObject({
    name: z.string().min(1).max(200).openapi({ example: "huge" }),
    ...fields,
    description: fields.description.optional(),
    image: fields.image.optional(),
    policy: overrides.optional(),
  })
  .openapi("NewProfile");

export const profileParams = z.object({ profile_name: z.string().min(1).max(200) });

export const profilePatch = z
  .strictObject({ ...fields, policy: nullable(overrides) })
  .partial()
  .openapi("ProfilePatch");

/** Null removes an override. */
function nullable(object: typeof overrides) {
  const shape = Object.entries(object.shape).map(([name, schema]) => [
    name,
    (schema as z.ZodType).nullable(),
  ]);
  return z.strictObject(Object.fromEntries(shape) as Record<string, z.ZodType>);
}
