import type { Scope } from "../../../workers/domain/access.ts";
import { useNow } from "../controls/clock.ts";
import { ConfirmForm } from "../controls/confirm-form.tsx";
import { exactTime } from "../controls/durations.ts";
import { keepsPlace } from "../controls/keeps-place.ts";
import { Ago } from "../controls/relative-time.tsx";
import { Chip } from "../controls/state-chip.tsx";
import { SCOPE_WORDS } from "./scope-words.ts";
import { tokenExpiry } from "./token-expiry.ts";

interface ListedToken {
  readonly token_id: string;
  readonly name: string;
  readonly user_name: string;
  readonly prefix: string;
  readonly scopes: readonly Scope[];
  readonly created_at: string;
  readonly last_used_at: string | null;
  readonly expires_at: string | null;
  readonly revoked_at: string | null;
}

interface TokenRowProps {
  token: ListedToken;
  isOwn: boolean;
  /** Of the token that it was made with. */
  madeWith: string | null;
  /** Names of the tokens that end with it and still work. */
  endWithIt: readonly string[];
}

/** Revoking asks once more, in place, and tells what ends: it can't be undone. */
export function TokenRow({ token, isOwn, madeWith, endWithIt }: TokenRowProps) {
  const now = useNow();
  const expiry = tokenExpiry(token.expires_at, now);
  const { revoked_at } = token;
  const ended = revoked_at !== null || (token.expires_at !== null && Date.parse(token.expires_at) <= now);
  return (
    <li ref={keepsPlace} className="flex flex-wrap items-start gap-x-4 gap-y-2 px-4 py-3">
      <div className="min-w-0 flex-1 basis-64">
        <p className="flex flex-wrap items-center gap-x-2 gap-y-1 font-medium">
          <span className="min-w-0 break-words">{token.name}</span>
          <code className="font-mono font-normal text-muted text-xs">{token.prefix}…</code>
          {isOwn ? null : <span className="font-normal text-muted text-xs">of {token.user_name}</span>}
        </p>
        <p className="mt-1 text-xs">{token.scopes.map((scope) => SCOPE_WORDS[scope]).join(" · ")}</p>
        <p className="mt-1 break-words text-muted text-xs">
          Made <Ago at={token.created_at} />
          {" · "}
          {token.last_used_at ? (
            <>
              last used <Ago at={token.last_used_at} />
            </>
          ) : (
            "never used"
          )}
          {madeWith === null ? null : ` · made with the token ${madeWith}`}
        </p>
      </div>
      {revoked_at === null ? (
        <span title={token.expires_at ? exactTime(token.expires_at) : undefined}>
          <Chip tone={expiry.tone}>{expiry.words}</Chip>
        </span>
      ) : (
        <span title={exactTime(revoked_at)}>
          <Chip tone="idle">Revoked</Chip>
        </span>
      )}
      {ended ? null : <Revoke token={token} endWithIt={endWithIt} />}
    </li>
  );
}

function Revoke({ token, endWithIt }: Pick<TokenRowProps, "token" | "endWithIt">) {
  return (
    <ConfirmForm
      words="Revoke"
      intent="revoke"
      subject={token.name}
      fields={{ token_id: token.token_id }}
      danger
    >
      What uses it stops working at once: terminals that it has open are closed, and share links that it made
      end. {endWords(endWithIt)}It can’t be undone.
    </ConfirmForm>
  );
}

/** Named as long as one can read them. */
const NAMED = 5;

function endWords(names: readonly string[]): string {
  if (names.length === 0) return "";
  const more = names.length > NAMED ? ` and ${names.length - NAMED} more` : "";
  const tokens = names.length === 1 ? "the token" : `${names.length} tokens`;
  return `So ${names.length === 1 ? "does" : "do"} ${tokens} that it made: ${names.slice(0, NAMED).join(", ")}${more}. `;
}
