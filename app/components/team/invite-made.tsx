import type { Role } from "../../../workers/domain/access.ts";
import { ShownOnce } from "../controls/shown-once.tsx";
import { When } from "../controls/when.tsx";
import { aRole } from "./role-words.ts";

export interface MadeInvite {
  readonly url: string;
  readonly role: Role;
  readonly email: string | null;
  readonly expires_at: string;
  readonly mail: "sent" | "failed" | "off" | "none";
}

/** The link itself, this one time. */
export function InviteMade({ invite: { url, role, email, expires_at, mail } }: { invite: MadeInvite }) {
  return (
    <div role="status" className="grid gap-2.5 rounded-lg border border-current p-4 text-ok tinted">
      <p className="text-text">
        <strong className="font-medium">The invite is made. Copy its link now: it is shown this once.</strong>{" "}
        {email ?? "Whoever opens it first"} joins as {aRole(role)}; it ends <When at={expires_at} />.
        {MAIL_WORDS[mail]}
      </p>
      <ShownOnce text={url} label="The invite link" copy="Copy the link" />
    </div>
  );
}

const MAIL_WORDS: Readonly<Record<MadeInvite["mail"], string>> = {
  sent: " It was sent there by mail, too.",
  failed: " The mail with it could not be sent: give them the link yourself.",
  off: " This deployment sends no mail: give them the link yourself.",
  none: "",
};
