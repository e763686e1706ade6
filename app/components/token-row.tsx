import { Form } from "react-router";
import { Button } from "./button.tsx";
import { Ago, Until } from "./relative-time.tsx";

interface ListedToken {
  readonly token_id: string;
  readonly name: string;
  readonly prefix: string;
  readonly scopes: readonly string[];
  readonly last_used_at: string | null;
  readonly expires_at: string | null;
}

/** Revoking asks once more, in place: it can't be undone. */
export function TokenRow({ token }: { token: ListedToken }) {
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 px-4 py-3">
      <div className="min-w-0 flex-1">
        <p className="truncate font-medium">
          {token.name} <code className="ml-1 font-mono text-muted text-xs">{token.prefix}…</code>
        </p>
        <p className="mt-0.5 text-muted text-xs">
          {token.scopes.join(", ")} ·{" "}
          {token.last_used_at ? (
            <>
              used <Ago at={token.last_used_at} />
            </>
          ) : (
            "never used"
          )}
          {token.expires_at ? (
            <>
              {" · expires in "}
              <Until at={token.expires_at} />
            </>
          ) : null}
        </p>
      </div>
      <details className="relative">
        <summary className="inline-flex h-7 items-center rounded-md border border-edge px-2 font-medium text-xs hover:bg-hover">
          Revoke…
        </summary>
        <Form
          method="post"
          className="absolute right-0 z-10 mt-1 grid w-64 gap-2 rounded-lg border border-line bg-raised p-3 shadow-xl"
        >
          <input type="hidden" name="token_id" value={token.token_id} />
          <p>What uses it stops working at once. It can’t be undone.</p>
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
