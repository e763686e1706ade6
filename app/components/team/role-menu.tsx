import { Check, ChevronDown } from "lucide-react";
import { Form } from "react-router";
import type { Role } from "../../../workers/domain/access.ts";
import { MENU_ITEM, Menu } from "../controls/menu.tsx";
import { ReasonedButton } from "../controls/reasoned-button.tsx";
import type { MemberFacts } from "./member-facts.ts";
import { ROLE_LABEL, ROLE_MEANS } from "./role-words.ts";

interface RoleMenuProps {
  member: MemberFacts;
  /** Those that the viewer may choose, the present one among them. */
  roles: readonly Role[];
  /** Why it can't be changed now. */
  blocked: string | null;
}

/** What somebody is, and what they may be made: one click, with or without JavaScript. */
export function RoleMenu({ member, roles, blocked }: RoleMenuProps) {
  const { user_id, name, role: present } = member;
  if (blocked !== null) {
    return (
      <ReasonedButton size="small" blocked={blocked} aria-label={`Role of ${name}: ${present}`}>
        {ROLE_LABEL[present]}
      </ReasonedButton>
    );
  }
  return (
    <Menu
      label={`Role of ${name}: ${present}`}
      className="inline-flex h-7 w-24 items-center justify-between gap-1 rounded-md border border-edge bg-surface px-2 font-medium text-xs hover:bg-hover"
      button={
        <>
          {ROLE_LABEL[present]} <ChevronDown className="size-3.5 text-muted" aria-hidden />
        </>
      }
      width="w-72"
    >
      <Form method="post" preventScrollReset>
        <input type="hidden" name="intent" value="change_role" />
        <input type="hidden" name="user_id" value={user_id} />
        <input type="hidden" name="name" value={name} />
        {roles.map((role) => (
          <button
            key={role}
            type="submit"
            name="role"
            value={role}
            data-closes
            aria-current={role === present || undefined}
            className={`${MENU_ITEM} items-start`}
          >
            <Check className={`mt-0.5 size-4 shrink-0 ${role === present ? "" : "invisible"}`} aria-hidden />
            <span className="min-w-0 whitespace-normal">
              <span className="block font-medium">{ROLE_LABEL[role]}</span>
              <span className="block text-muted text-xs first-letter:uppercase">{ROLE_MEANS[role]}</span>
            </span>
          </button>
        ))}
      </Form>
    </Menu>
  );
}
