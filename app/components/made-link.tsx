import { useEffect, useRef } from "react";
import type { ShareBody } from "../../workers/domain/share.ts";
import { CopyButton } from "./copy-button.tsx";
import { givenWords } from "./share-words.ts";
import { When } from "./when.tsx";

interface MadeLinkProps {
  share: Pick<ShareBody, "role" | "parts" | "expires_at" | "has_password">;
  url: string;
}

/** The link itself, this one time; chosen, so that Ctrl+C takes it. */
export function MadeLink({ share, url }: MadeLinkProps) {
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
        <strong className="font-medium">The link is made. Copy it now: it is shown this once.</strong> Whoever
        has it may {givenWords(share.role, share.parts)}; it ends <When at={share.expires_at} />.
        {share.has_password ? " They are asked for its password." : ""}
      </p>
      <div className="flex flex-wrap items-center gap-2">
        <input
          ref={address}
          readOnly
          value={url}
          aria-label="The share link"
          onFocus={({ currentTarget }) => currentTarget.select()}
          className="control min-w-0 flex-1 basis-64 font-mono text-text"
        />
        <CopyButton text={url} label="Copy the link" />
      </div>
    </div>
  );
}
