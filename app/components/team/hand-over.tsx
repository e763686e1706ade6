import { Form } from "react-router";
import type { Ranked } from "../../../workers/domain/people/team-roles.ts";
import { Button } from "../controls/button.tsx";
import { SelectField } from "../controls/field.tsx";
import { Menu } from "../controls/menu.tsx";
import type { MemberFacts } from "./member-facts.ts";
import { ROLE_LABEL } from "./role-words.ts";

/** Making somebody else the owner instead of oneself. */
export function HandOver({ me, members }: { me: Ranked; members: readonly MemberFacts[] }) {
  const others = members.filter(({ user_id, role }) => user_id !== me.user_id && role !== "owner");
  return (
    <section aria-labelledby="hand-over-title" className="menu-at-left grid justify-items-start gap-3">
      <div>
        <h2 id="hand-over-title" className="font-medium">
          Hand the team over
        </h2>
        <p className="mt-1 text-muted">
          {others.length === 0
            ? "There is nobody to hand it to: invite somebody first."
            : "Somebody else becomes its owner, and you an admin. Only they can give it back."}
        </p>
      </div>
      {others.length === 0 ? null : (
        <Menu
          label="Hand over…"
          className="inline-flex h-9 items-center rounded-md border border-edge bg-surface px-3.5 font-medium hover:bg-hover"
          button={<>Hand over…</>}
          width="w-80"
        >
          <Form method="post" preventScrollReset className="grid gap-3 p-2 whitespace-normal">
            <SelectField label="The new owner" name="user_id">
              {others.map(({ user_id, name, role }) => (
                <option key={user_id} value={user_id}>
                  {name}, {ROLE_LABEL[role].toLowerCase()} now
                </option>
              ))}
            </SelectField>
            <p>At once, they may do everything, and you no longer decide about owners and admins.</p>
            <Button type="submit" name="intent" value="hand_over" look="danger" size="small" data-closes>
              Hand the team over
            </Button>
          </Form>
        </Menu>
      )}
    </section>
  );
}
