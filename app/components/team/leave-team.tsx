import { Form } from "react-router";
import type { Ranked } from "../../../workers/domain/people/team-roles.ts";
import { Button } from "../controls/button.tsx";
import { SelectField } from "../controls/field.tsx";
import { Menu } from "../controls/menu.tsx";
import { heirsOf, type MemberFacts } from "./member-facts.ts";

interface LeaveTeamProps {
  team: string;
  me: Ranked;
  members: readonly MemberFacts[];
}

/** Leaving: what ends, what stays and whose it is then. The last owner is told what to do first. */
export function LeaveTeam({ team, me, members }: LeaveTeamProps) {
  const owners = members.filter(({ role }) => role === "owner");
  const isLast = me.role === "owner" && owners.length === 1;
  const heirs = heirsOf(members, me.user_id);
  const eldest = heirs.find(({ role }) => role === "owner");
  return (
    <section aria-labelledby="leave-title" className="menu-at-left grid justify-items-start gap-3">
      <div>
        <h2 id="leave-title" className="font-medium">
          Leave {team}
        </h2>
        <p className="mt-1 text-muted">
          {isLast
            ? "You are its only owner: hand it over first, or make somebody else an owner too."
            : "Your sandboxes stay in the team and go on running, as somebody else’s. You come back by an invite alone."}
        </p>
      </div>
      {isLast ? null : (
        <Menu
          label="Leave the team…"
          className="inline-flex h-9 items-center rounded-md border border-bad bg-surface px-3.5 font-medium text-bad hover:bg-hover"
          button={<>Leave the team…</>}
          width="w-80"
        >
          <Form method="post" className="grid gap-3 p-2 whitespace-normal">
            <input type="hidden" name="user_id" value={me.user_id} />
            <SelectField label="Your sandboxes go to" name="sandboxes_to" defaultValue={eldest?.user_id}>
              {heirs.map(({ user_id, name }) => (
                <option key={user_id} value={user_id}>
                  {name}
                </option>
              ))}
            </SelectField>
            <p>You are out at once: your API tokens for this team and your share links end.</p>
            <Button type="submit" name="intent" value="remove" look="danger" size="small" data-closes>
              Leave the team
            </Button>
          </Form>
        </Menu>
      )}
    </section>
  );
}
