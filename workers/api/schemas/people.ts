/** Members, invites and teams as they are changed. */
import { z } from "@hono/zod-openapi";
import { TEAM_NAME_MAX_LENGTH } from "../../domain/people/account.ts";
import type { MemberRole } from "../../services/team/change-member.ts";
import { INVITE_DAYS_MAX, type InviteBody, type InviteMadeBody } from "../../services/team/manage-invites.ts";
import type { RemovedBody } from "../../services/team/remove-member.ts";
import type { TeamBody } from "../../services/team/teams.ts";
import { time } from "./common.ts";
import { role } from "./team.ts";

const id = z.string().min(1).max(64);

export const memberParams = z.object({ user_id: id });
export const roleBody = z.strictObject({ role }).openapi("RoleChange");
export const memberRole = z
  .strictObject({ user_id: z.string(), role })
  .openapi("MemberRole") satisfies z.ZodType<MemberRole>;
export const removalQuery = z.object({
  sandboxes_to: id.optional().openapi({
    description: "Who gets their sandboxes; else whoever removes, or an owner when they leave",
  }),
});
export const removed = z
  .strictObject({
    user_id: z.string(),
    sandboxes_to: z.string(),
    sandboxes: z.int().openapi({ description: "How many were given away" }),
  })
  .openapi("MemberRemoved") satisfies z.ZodType<RemovedBody>;

const inviteFields = {
  invite_id: z.string(),
  role,
  email: z.string().nullable(),
  made_by: z.strictObject({ user_id: z.string(), name: z.string() }),
  created_at: time,
  expires_at: time,
};
export const invite = z.strictObject(inviteFields).openapi("Invite") satisfies z.ZodType<InviteBody>;
export const inviteMade = z
  .strictObject({ ...inviteFields, url: z.string(), mail: z.enum(["sent", "failed", "off", "none"]) })
  .openapi("InviteMade") satisfies z.ZodType<InviteMadeBody>;
export const inviteBody = z
  .strictObject({
    role,
    email: z.string().min(1).max(254).optional(),
    expires_in_days: z.int().min(1).max(INVITE_DAYS_MAX).optional(),
  })
  .openapi("NewInvite");
export const inviteParams = z.object({ invite_id: id });

export const team = z
  .strictObject({ team_id: z.string(), name: z.string(), role, current: z.boolean() })
  .openapi("Team") satisfies z.ZodType<TeamBody>;
export const teamName = z
  .strictObject({ name: z.string().min(1).max(TEAM_NAME_MAX_LENGTH) })
  .openapi("TeamName");
export const teamChoice = z.strictObject({ team_id: id }).openapi("TeamChoice");
