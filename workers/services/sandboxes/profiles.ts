import { database } from "../../data/database.ts";
import * as rows from "../../data/profiles.ts";
import { can, notFound } from "../../domain/access.ts";
import { normaliseName } from "../../domain/names.ts";
import {
  type ProfileChange,
  type ProfileFields,
  readProfileChange,
  withOverrides,
} from "../../domain/policy/profile-settings.ts";
import { DEFAULT_PROFILE } from "../../domain/policy/profiles.ts";
import { ok, type Refusal, type Result, refuse } from "../../domain/refusal.ts";
import { audited, guarded } from "../audit/audit-trail.ts";
import type { ServiceContext } from "../context.ts";
import { tellSandboxes } from "./tell-sandboxes.ts";

export interface ProfileBody extends rows.Profile {
  /** What a launch that names none gets. */
  readonly default: boolean;
}

export interface NewProfile extends Omit<ProfileFields, "description" | "image"> {
  readonly name: string;
  readonly description?: string;
  readonly image?: string;
  /** Settings of the team's policy that it overrides. */
  readonly policy?: Readonly<Record<string, unknown>>;
}

/** Smallest first. */
export async function listProfiles(
  context: ServiceContext,
): Promise<Result<{ readonly items: readonly ProfileBody[] }>> {
  return guarded(context, { action: "profile.list", target: null }, async () => {
    const decision = can(context.viewer, "profiles.read");
    if (!decision.ok) return decision;
    const items = await rows.listProfiles(database(context.env.DB), context.viewer.team_id);
    return ok({ items: items.map(profileBody) });
  });
}

/** Refuses with `invalid_name`, `profile_exists`, or with what is wrong about a field. */
export async function createProfile(
  context: ServiceContext,
  input: NewProfile,
): Promise<Result<ProfileBody>> {
  const target = `profile:${input.name}`;
  return audited(context, { action: "profile.created", target, data: { ...input } }, async () => {
    const decision = can(context.viewer, "profiles.change");
    if (!decision.ok) return decision;
    const { name: rawName, description = "", image = "default", policy = {}, ...limits } = input;
    const name = normaliseName(rawName);
    if (!name.ok) return name;
    const read = readProfileChange({ description, image, policy, ...limits });
    if (!read.ok) return read;
    const profile: rows.Profile = {
      ...limits,
      name: name.value,
      description,
      image,
      policy: withOverrides({}, read.value.policy),
      built_in: false,
    };
    const { env, viewer, now } = context;
    const inserted = await rows.insertProfile(database(env.DB), viewer.team_id, profile, now);
    return inserted ? ok(profileBody(profile)) : refuse(profileExists(name.value));
  });
}

/**
 * Changes only what is named (R1): fields, and one by one the overrides of the policy, of which null removes one.
 * Sandboxes keep the limits that they were launched with; their clocks run by the new overrides at once.
 */
export async function patchProfile(
  context: ServiceContext,
  { name, ...change }: ProfileChange & { readonly name: string },
): Promise<Result<ProfileBody>> {
  const deed = { action: "profile.changed", target: `profile:${name}`, data: { ...change } };
  return audited(context, deed, async () => {
    const decision = can(context.viewer, "profiles.change");
    if (!decision.ok) return decision;
    const read = readProfileChange(change);
    if (!read.ok) return read;
    const { env, viewer } = context;
    const updated = await rows.updateProfile(database(env.DB), viewer.team_id, name, read.value);
    if (!updated) return refuse(notFound("profile"));
    if (Object.keys(read.value.policy).length > 0) await tellSandboxes(context, name);
    return ok(profileBody(updated));
  });
}

/** Refuses with `profile_is_default` or `profile_in_use`. Archives of it come back with the limits they had. */
export async function deleteProfile(
  context: ServiceContext,
  { name }: { readonly name: string },
): Promise<Result<null>> {
  return audited(context, { action: "profile.deleted", target: `profile:${name}` }, async () => {
    const decision = can(context.viewer, "profiles.change");
    if (!decision.ok) return decision;
    if (name === DEFAULT_PROFILE) return refuse(PROFILE_IS_DEFAULT);
    const { env, viewer } = context;
    const outcome = await rows.deleteProfile(database(env.DB), viewer.team_id, name);
    if (outcome === "not_found") return refuse(notFound("profile"));
    return outcome === "in_use" ? refuse(PROFILE_IN_USE) : ok(null);
  });
}

function profileBody(profile: rows.Profile): ProfileBody {
  return { ...profile, default: profile.name === DEFAULT_PROFILE };
}

function profileExists(name: string): Refusal {
  return {
    reason_code: "profile_exists",
    message: `There is a profile ${name} already.`,
    retryable: false,
    next_step: "Choose another name, or change that profile.",
    field: "name",
  };
}

const PROFILE_IS_DEFAULT: Refusal = {
  reason_code: "profile_is_default",
  message: "Launches that name no profile get this one.",
  retryable: false,
  next_step: "Change it instead of deleting it.",
};

const PROFILE_IN_USE: Refusal = {
  reason_code: "profile_in_use",
  message: "Sandboxes that are not destroyed have this profile.",
  retryable: true,
  next_step: "Tear them down first; archived ones don't count.",
};
