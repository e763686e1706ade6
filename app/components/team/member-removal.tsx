import { Form } from "react-router";
import { Button, ButtonLink } from "../controls/button.tsx";
import { SelectField } from "../controls/field.tsx";
import { keepsPlace } from "../controls/keeps-place.ts";

interface MemberRemovalProps {
  removal: {
    readonly user_id: string;
    readonly name: string;
    /** How many they own. */
    readonly sandboxes: number;
    /** Who may be given them. */
    readonly heirs: readonly { readonly user_id: string; readonly name: string }[];
  };
  /** User id of who looks at it. */
  me: string;
  /** The page without the question. */
  back: string;
}

/** Asks once more, with what ends, what stays and whose it is then. */
export function MemberRemoval({ removal, me, back }: MemberRemovalProps) {
  const { user_id, name, sandboxes, heirs } = removal;
  return (
    <Form
      ref={broughtInSight}
      method="post"
      preventScrollReset
      tabIndex={-1}
      aria-label={`Removing ${name}`}
      className="panel grid justify-items-start gap-3 border-bad p-4"
    >
      <input type="hidden" name="user_id" value={user_id} />
      <input type="hidden" name="name" value={name} />
      <p className="wrap-anywhere">
        <strong className="font-medium">{name}</strong> is out at once: open terminals close, their API tokens
        and share links end.{" "}
        {sandboxes === 0 ? "They have no sandboxes." : "Their sandboxes go on running, as somebody else’s."}
      </p>
      {sandboxes > 0 ? (
        <div className="w-full max-w-sm">
          <SelectField
            label={sandboxes === 1 ? "Their sandbox goes to" : `Their ${sandboxes} sandboxes go to`}
            name="sandboxes_to"
            defaultValue={me}
          >
            {heirs.map((heir) => (
              <option key={heir.user_id} value={heir.user_id}>
                {heir.user_id === me ? `${heir.name} (you)` : heir.name}
              </option>
            ))}
          </SelectField>
        </div>
      ) : null}
      <div className="flex flex-wrap gap-2">
        <Button type="submit" name="intent" value="remove" look="danger" aria-label={`Remove ${name}`}>
          Remove from the team
        </Button>
        <ButtonLink to={back} look="quiet" preventScrollReset>
          Cancel
        </ButtonLink>
      </div>
    </Form>
  );
}

/** It stands above the list, wherever in this its button was. */
function broughtInSight(form: HTMLFormElement | null) {
  form?.focus();
  return keepsPlace(form);
}
