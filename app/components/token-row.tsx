import { Form } from "react-router";
import type { Scope } from "../../workers/domain/access.ts";
import { Button } from "./button.tsx";
import { useNow } from "./clock.ts";
import { exactTime } from "./durations.ts";
import { Ago } from "./relative-time.tsx";
import { SCOPE_WORDS } from "./scope-words.ts";
import { Chip } from "./state-chip.tsx";
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
}

/** Revoking asks once more, in place: it can't be undone. */
export function TokenRow({ token, isOwn }: { token: ListedToken; isOwn: boolean }) {
  const expiry = tokenExpiry(token.expires_at, useNow());
  return (
    <li className="flex flex-wrap items-start gap-x-4 gap-y-2 px-4 py-3">
      <div className="min-w-0 flex-1 basis-64">
        <p className="flex flex-wrap items-center gap-x-2 gap-y-1 font-medium">
          <span className="min-w-0 break-words">{token.name}</span>
          <code className="font-mono font-normal text-muted text-xs">{token.prefix}…</code>
          {isOwn ? null : <span className="font-normal text-muted text-xs">of {token.user_name}</span>}
        </p>
        <p className="mt-1 text-xs">{token.scopes.map((scope) => SCOPE_WORDS[scope]).join(" · ")}</p>
        <p className="mt-1 text-muted text-xs">
          Made <Ago at={token.created_at} />
          {" · "}
          {token.last_used_at ? (
            <>
              last used <Ago at={token.last_used_at} />
            </>
          ) : (
            "never used"
          )}
        </p>
      </div>
      <span title={token.expires_at ? exactTime(token.expires_at) : undefined}>
        <Chip tone={expiry.tone}>{expiry.words}</Chip>
      </span>
      <details className="relative">
        <summary
          aria-label={`Revoke… ${token.name}`}
          className="inline-flex h-7 items-center rounded-md border border-edge px-2 font-medium text-xs hover:bg-hover"
        >
          Revoke…
        </summary>
        <Form
          method="post"
          className="absolute right-0 z-10 mt-1 grid w-64 gap-2 rounded-lg border border-line bg-raised p-3 shadow-xl"
        >
          <input type="hidden" name="token_id" value={token.token_id} />
          <p>
            What uses it stops working at once, and terminals that it has open are closed. It can’t be undone.
          </p>
          <Button
            type="submit"
            name="intent"
            value="revoke"
            look="danger"
            size="small"
            aria-label={`Revoke ${token.name}`}
          >
            Revoke
          </Button>
        </Form>
      </details>
    </li>
  );
}
