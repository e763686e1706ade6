import type { Role } from "../../../workers/domain/access.ts";
import { ConfirmForm } from "../controls/confirm-form.tsx";
import { keepsPlace } from "../controls/keeps-place.ts";
import { Ago } from "../controls/relative-time.tsx";
import { When } from "../controls/when.tsx";
import { ROLE_LABEL } from "./role-words.ts";

interface OpenInvite {
  readonly invite_id: string;
  readonly role: Role;
  readonly email: string | null;
  readonly made_by: { readonly name: string };
  readonly created_at: string;
  readonly expires_at: string;
}

/** Invites that nobody has used yet. */
export function InviteList({ invites }: { invites: readonly OpenInvite[] }) {
  if (invites.length === 0) {
    return (
      <p className="rounded-lg border border-line border-dashed px-4 py-6 text-center text-muted">
        No open invites. A link that you make above shows here until somebody uses it.
      </p>
    );
  }
  return (
    <ul aria-label="Open invites" className="panel divide-y divide-line">
      {invites.map((invite) => (
        <li
          key={invite.invite_id}
          ref={keepsPlace}
          className="flex flex-wrap items-center gap-x-4 gap-y-2 px-4 py-3"
        >
          <div className="min-w-0 flex-1 basis-40">
            <p className="wrap-anywhere font-medium">{invite.email ?? "Anyone with the link"}</p>
            <p className="text-muted text-xs">
              as {ROLE_LABEL[invite.role].toLowerCase()} · made by {invite.made_by.name}{" "}
              <Ago at={invite.created_at} /> · ends <When at={invite.expires_at} />
            </p>
          </div>
          <Revoke invite={invite} />
        </li>
      ))}
    </ul>
  );
}

function Revoke({ invite: { invite_id, email } }: { invite: OpenInvite }) {
  const whose = email ? `the invite of ${email}` : "this invite";
  return (
    <ConfirmForm words="Revoke" intent="revoke_invite" subject={whose} fields={{ invite_id }} danger>
      Its link lets nobody in any more. It can’t be undone; you can make another one.
    </ConfirmForm>
  );
}
