import { mayRemove, type Ranked, rolesOpenTo } from "../../../workers/domain/people/team-roles.ts";
import { ButtonLink } from "../controls/button.tsx";
import { keepsPlace } from "../controls/keeps-place.ts";
import { Ago } from "../controls/relative-time.tsx";
import type { MemberFacts } from "./member-facts.ts";
import { RoleMenu } from "./role-menu.tsx";
import { ROLE_LABEL } from "./role-words.ts";

interface MemberRowProps {
  member: MemberFacts;
  /** Who looks at it. */
  me: Ranked;
  /** How many they own; null where it is not the viewer's to know. */
  sandboxes: number | null;
  /** The team has one owner. */
  oneOwner: boolean;
  mayManage: boolean;
  /** The page with the question whether to remove them. */
  removal: string;
}

/** One person of the team, with what the viewer may do about them. */
export function MemberRow({ member, me, sandboxes, oneOwner, mayManage, removal }: MemberRowProps) {
  const isMe = member.user_id === me.user_id;
  const isLastOwner = member.role === "owner" && oneOwner;
  const roles = mayManage ? rolesOpenTo(me, member) : [member.role];
  const removable = mayManage && !isMe && mayRemove(me, member).ok;
  return (
    <li ref={keepsPlace} className="flex flex-wrap items-center gap-x-4 gap-y-2 px-4 py-3">
      <div className={`min-w-0 flex-1 ${mayManage ? "basis-52" : "basis-40"}`}>
        <p className="wrap-anywhere font-medium">
          {member.name}
          {isMe ? <span className="ml-1.5 font-normal text-muted">you</span> : null}
        </p>
        <p className="wrap-anywhere text-muted text-xs">
          {member.email ? `${member.email} · ` : ""}joined <Ago at={member.joined_at} />
          {sandboxes !== null ? ` · ${sandboxes === 1 ? "1 sandbox" : `${sandboxes} sandboxes`}` : ""}
        </p>
      </div>
      <div className="ml-auto flex items-center gap-2">
        {roles.length > 1 ? (
          <RoleMenu
            member={member}
            roles={roles}
            blocked={isLastOwner ? "The last owner stays one: make somebody else an owner first." : null}
          />
        ) : (
          <span className="px-2 text-muted">{ROLE_LABEL[member.role]}</span>
        )}
        {removable ? (
          <ButtonLink to={removal} size="small" aria-label={`Remove… ${member.name}`}>
            Remove…
          </ButtonLink>
        ) : null}
      </div>
    </li>
  );
}
