import { useEffect, useRef } from "react";
import type { Role } from "../../workers/domain/access.ts";
import { CopyButton } from "./copy-button.tsx";
import { aRole } from "./role-words.ts";
import { When } from "./when.tsx";

export interface MadeInvite {
  readonly url: string;
  readonly role: Role;
  readonly email: string | null;
  readonly expires_at: string;
  readonly mail: "sent" | "failed" | "off" | "none";
}

/** The link itself, this one time; chosen, so that Ctrl+C takes it. */
export function InviteMade({ invite: { url, role, email, expires_at, mail } }: { invite: MadeInvite }) {
  const address = useRef<HTMLInputElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another link is shown anew
  useEffect(() => {
    address.current?.focus();
    address.current?.select();
    address.current?.scrollIntoView({ block: "nearest" });
  }, [url]);
  return (
    <div role="status" className="grid gap-2.5 rounded-lg border border-current p-4 text-ok tinted">
      <p className="text-text">
        <strong className="font-medium">The invite is made. Copy its link now: it is shown this once.</strong>{" "}
        {email ?? "Whoever opens it first"} joins as {aRole(role)}; it ends <When at={expires_at} />.
        {MAIL_WORDS[mail]}
      </p>
      <div className="flex flex-wrap items-center gap-2">
        <input
          ref={address}
          readOnly
          value={url}
          aria-label="The invite link"
          onFocus={({ currentTarget }) => currentTarget.select()}
          className="control min-w-0 flex-1 basis-64 font-mono text-text"
        />
        <CopyButton text={url} label="Copy the link" />
      </div>
    </div>
  );
}

const MAIL_WORDS: Readonly<Record<MadeInvite["mail"], string>> = {
  sent: " It was sent there by mail, too.",
  failed: " The mail with it could not be sent: give them the link yourself.",
  off: " This deployment sends no mail: give them the link yourself.",
  none: "",
};
