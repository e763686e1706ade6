import type { RecordBody } from "../../../workers/domain/sandbox/bodies.ts";
import { SubmitButton } from "../controls/button.tsx";
import { SelectField } from "../controls/field.tsx";
import { Menu } from "../controls/menu.tsx";
import { fieldError, RefusalNote } from "../controls/refusal-note.tsx";
import { useSandboxCommand } from "../sandbox/use-sandbox-command.ts";

export interface PossibleOwner {
  readonly user_id: string;
  readonly name: string;
}

/** Gives the sandbox to a colleague. What that ends for whoever gives it is said before. */
export function TransferForm({ record, members }: { record: RecordBody; members: readonly PossibleOwner[] }) {
  const command = useSandboxCommand(record.name);
  const refusal = command.refused === "give" ? command.refusal : null;
  const others = members.filter(({ user_id }) => user_id !== record.owner.user_id);
  return (
    <command.Form
      key={record.owner.user_id}
      method="post"
      action={command.action}
      className="panel grid gap-3 p-4"
    >
      <div>
        <h3 className="font-medium">Give it to somebody else</h3>
        <p className="mt-1 text-muted">
          It is {record.owner.name}’s now. Whoever gets it decides about it from then on, and it takes one of
          their places. Share links that {record.owner.name} made end.
        </p>
      </div>
      <RefusalNote refusal={refusal?.field === "owner" ? null : refusal} />
      {others.length === 0 ? (
        <p className="text-muted">Nobody else in this team may own sandboxes. Invite somebody first.</p>
      ) : (
        <div className="flex flex-wrap items-end gap-3">
          <div className="min-w-0 flex-1 basis-48">
            <SelectField
              label="New owner"
              name="owner"
              required
              defaultValue=""
              error={fieldError(refusal, "owner")}
            >
              <option value="" disabled>
                Choose a member
              </option>
              {others.map(({ user_id, name }) => (
                <option key={user_id} value={user_id}>
                  {name}
                </option>
              ))}
            </SelectField>
          </div>
          <Menu
            label="Give it away…"
            className="inline-flex h-9 items-center rounded-md border border-bad bg-surface px-3.5 font-medium text-bad hover:bg-hover"
            button={command.busyWith === "give" ? "Giving…" : "Give it away…"}
            width="w-72"
          >
            <div className="grid gap-2.5 p-2">
              <p>It is theirs at once. Only they, or an admin, can give it back.</p>
              <SubmitButton
                look="danger"
                size="small"
                name="intent"
                value="give"
                busy={command.busyWith === "give"}
                busyLabel="Giving…"
                data-closes
              >
                Give it away
              </SubmitButton>
            </div>
          </Menu>
        </div>
      )}
    </command.Form>
  );
}
