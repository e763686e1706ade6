import { mayRemove, type Ranked, rolesOpenTo } from "../../../workers/domain/people/team-roles.ts";
import { keepsPlace } from "../controls/keeps-place.ts";
import { Ago } from "../controls/relative-time.tsx";
import type { MemberFacts } from "./member-facts.ts";
import { MemberRemoval } from "./member-removal.tsx";
import { RoleMenu } from "./role-menu.tsx";
import { ROLE_LABEL } from "./role-words.ts";

interface MemberRowProps {
  member: MemberFacts;
  /** Who looks at it. */
  me: Ranked;
  /** Everybody, who could be given what this one leaves. */
  members: readonly MemberFacts[];
  /** How many they own. */
  sandboxes: number;
  mayManage: boolean;
}

/** One person of the team, with what the viewer may do about them. */
export function MemberRow({ member, me, members, sandboxes, mayManage }: MemberRowProps) {
  const isMe = member.user_id === me.user_id;
  const owners = members.filter(({ role }) => role === "owner");
  const isLastOwner = member.role === "owner" && owners.length === 1;
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
          {mayManage ? ` · ${sandboxes === 1 ? "1 sandbox" : `${sandboxes} sandboxes`}` : ""}
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
        {removable ? <MemberRemoval member={member} me={me} members={members} sandboxes={sandboxes} /> : null}
      </div>
    </li>
  );
}
