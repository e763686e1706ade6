import { Form } from "react-router";
import type { Ranked } from "../../../workers/domain/people/team-roles.ts";
import { Button } from "../controls/button.tsx";
import { SelectField } from "../controls/field.tsx";
import { Menu } from "../controls/menu.tsx";
import { heirsOf, type MemberFacts } from "./member-facts.ts";

interface MemberRemovalProps {
  member: MemberFacts;
  me: Ranked;
  members: readonly MemberFacts[];
  sandboxes: number;
}

/** Asks once more, with what ends, what stays and whose it is then. */
export function MemberRemoval({ member, me, members, sandboxes }: MemberRemovalProps) {
  const { user_id, name } = member;
  return (
    <Menu
      label={`Remove… ${name}`}
      className="inline-flex h-7 items-center rounded-md border border-edge bg-surface px-2 font-medium text-xs hover:bg-hover"
      button={<>Remove…</>}
      width="w-80"
    >
      <Form method="post" preventScrollReset className="grid gap-3 p-2 whitespace-normal">
        <input type="hidden" name="user_id" value={user_id} />
        <input type="hidden" name="name" value={name} />
        <p className="wrap-anywhere">
          {name} is out at once: open terminals close, their API tokens and share links end.{" "}
          {sandboxes === 0 ? "They have no sandboxes." : "Their sandboxes go on running, as somebody else’s."}
        </p>
        {sandboxes > 0 ? (
          <SelectField
            label={sandboxes === 1 ? "Their sandbox goes to" : `Their ${sandboxes} sandboxes go to`}
            name="sandboxes_to"
            defaultValue={me.user_id}
          >
            {heirsOf(members, user_id).map((heir) => (
              <option key={heir.user_id} value={heir.user_id}>
                {heir.user_id === me.user_id ? `${heir.name} (you)` : heir.name}
              </option>
            ))}
          </SelectField>
        ) : null}
        <Button
          type="submit"
          name="intent"
          value="remove"
          look="danger"
          size="small"
          data-closes
          aria-label={`Remove ${name}`}
        >
          Remove from the team
        </Button>
      </Form>
    </Menu>
  );
}
