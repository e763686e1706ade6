import { redirect } from "react-router";
import { aRole } from "~/components/team/role-words.ts";
import { ROLES, type Role } from "../../../workers/domain/access.ts";
import { type Refusal, refuse } from "../../../workers/domain/refusal.ts";
import type { ServiceContext } from "../../../workers/services/context.ts";
import { changeMemberRole, handTeamOver } from "../../../workers/services/team/change-member.ts";
import {
  createInvite,
  INVITE_DAYS_DEFAULT,
  type InviteMadeBody,
  revokeInvite,
} from "../../../workers/services/team/manage-invites.ts";
import { removeMember } from "../../../workers/services/team/remove-member.ts";
import { goneMeanwhile } from "../page/gone-meanwhile.ts";

export interface MemberAnswer {
  readonly refusal: Refusal | null;
  /** Where the refusal is shown. */
  readonly about: "member" | "invite";
  /** What was done, as a sentence. */
  readonly done: string | null;
  readonly made: InviteMadeBody | null;
}

/** Everything that the members' page and the team's page post. Throws the way to another page after leaving. */
export async function runMemberCommand(services: ServiceContext, form: FormData): Promise<MemberAnswer> {
  const text = (field: string) => String(form.get(field) ?? "");
  const user_id = text("user_id");
  const told = (refusal: Refusal | null, done: string | null): MemberAnswer => ({
    refusal: refusal && goneMeanwhile(refusal),
    about: "member",
    done: refusal ? null : done,
    made: null,
  });
  switch (text("intent")) {
    case "change_role": {
      const role = roleOf(text("role"));
      const changed = role ? await changeMemberRole(services, { user_id, role }) : refuse(UNKNOWN_ROLE);
      return told(
        changed.ok ? null : changed.refusal,
        `${text("name")} is now ${role ? aRole(role) : text("role")}.`,
      );
    }
    case "remove": {
      const leaves = user_id === services.viewer.user_id;
      const removed = await removeMember(services, {
        user_id,
        sandboxes_to: text("sandboxes_to") || undefined,
      });
      if (removed.ok && leaves) throw redirect("/");
      return told(removed.ok ? null : removed.refusal, `${text("name")} is out of the team.`);
    }
    case "hand_over": {
      const handed = await handTeamOver(services, { user_id });
      return told(handed.ok ? null : handed.refusal, "The team is handed over: you are an admin now.");
    }
    case "revoke_invite": {
      const revoked = await revokeInvite(services, { invite_id: text("invite_id") });
      return told(revoked.ok ? null : revoked.refusal, "The invite is taken back: its link lets nobody in.");
    }
    case "invite":
      return invite(services, text);
    default:
      return told(UNKNOWN_INTENT, null);
  }
}

async function invite(services: ServiceContext, text: (field: string) => string): Promise<MemberAnswer> {
  const role = roleOf(text("role"));
  const expires_in_days = Number(text("expires_in_days") || INVITE_DAYS_DEFAULT);
  const made = role
    ? await createInvite(services, { role, email: text("email"), expires_in_days })
    : refuse(UNKNOWN_ROLE);
  const about = "invite";
  return made.ok
    ? { refusal: null, about, done: null, made: made.value }
    : { refusal: made.refusal, about, done: null, made: null };
}

function roleOf(text: string): Role | undefined {
  return ROLES.find((role) => role === text);
}

const UNKNOWN_ROLE: Refusal = {
  reason_code: "invalid_input",
  message: "There is no such role.",
  retryable: false,
  next_step: "Choose one of the list.",
  field: "role",
};

const UNKNOWN_INTENT: Refusal = {
  reason_code: "unknown_intent",
  message: "This page asked for something that does not exist.",
  retryable: false,
  next_step: "Reload the page and try again.",
};
