import type { ShareBody } from "../../../workers/domain/sharing/share.ts";
import { ShownOnce } from "../controls/shown-once.tsx";
import { When } from "../controls/when.tsx";
import { givenWords } from "./share-words.ts";

interface MadeLinkProps {
  share: Pick<ShareBody, "role" | "parts" | "expires_at" | "has_password">;
  url: string;
}

/** The link itself, this one time. */
export function MadeLink({ share, url }: MadeLinkProps) {
  return (
    <div role="status" className="grid gap-2.5 rounded-lg border border-current p-4 text-ok tinted">
      <p className="text-text">
        <strong className="font-medium">The link is made. Copy it now: it is shown this once.</strong> Whoever
        has it may {givenWords(share.role, share.parts)}; it ends <When at={share.expires_at} />.
        {share.has_password ? " They are asked for its password." : ""}
      </p>
      <ShownOnce text={url} label="The share link" copy="Copy the link" />
    </div>
  );
}
