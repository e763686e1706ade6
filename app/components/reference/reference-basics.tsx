import type { ReactNode } from "react";
import { SCOPES } from "../../../workers/domain/access.ts";
import { SCOPE_WORDS } from "../account/scope-words.ts";
import { CopyButton } from "../controls/copy-button.tsx";

/** What holds for every operation. */
export function ReferenceBasics({ origin }: { origin: string }) {
  const first = `curl -H "Authorization: Bearer $SANDBAR_TOKEN" ${origin}/api/v1/me`;
  return (
    <div className="grid gap-6">
      <Basic title="Begin">
        <p>
          Everything lies below <code className="font-mono">{origin}/api/v1</code>, takes and answers JSON,
          and does what the pages do, with the same refusals. Make a token under Settings, API tokens.
        </p>
        <div className="flex flex-wrap items-center gap-2 rounded-md bg-hover p-2.5">
          <code className="min-w-0 flex-1 basis-60 break-all font-mono text-xs">{first}</code>
          <CopyButton text={first} />
        </div>
        <p>
          The same as a document for tools:{" "}
          <a href="/api/v1/openapi.json" className="text-accent underline">
            openapi.json
          </a>{" "}
          (OpenAPI 3.1). A browser session works too, from the dashboard’s own pages alone.
        </p>
      </Basic>
      <Basic title="Scopes">
        <ul className="grid gap-1">
          {SCOPES.map((scope) => (
            <li key={scope}>
              <code className="font-mono text-xs">{scope}</code>{" "}
              <span className="text-muted">{SCOPE_WORDS[scope]}</span>
            </li>
          ))}
        </ul>
        <p className="text-muted">A token never does more than the person it is of may do themselves.</p>
      </Basic>
      <Basic title="Work that takes longer">
        <p>
          What takes longer answers 202 with an <code className="font-mono">operation_id</code> to follow.{" "}
          <code className="font-mono">Prefer: wait=N</code> waits up to N seconds and answers 200 with the
          result. A launch, a save or an export with an <code className="font-mono">Idempotency-Key</code> can
          be repeated safely.
        </p>
      </Basic>
      <Basic title="Refusals">
        <p>
          A refusal is JSON with <code className="font-mono">error</code> (a sentence),{" "}
          <code className="font-mono">reason_code</code> (what programs go by),{" "}
          <code className="font-mono">retryable</code>, mostly <code className="font-mono">next_step</code>,
          and <code className="font-mono">request_id</code>, which finds it in the audit log. Fields that an
          operation does not know are refused, never ignored; 429 and 503 say in{" "}
          <code className="font-mono">Retry-After</code> when to come back.
        </p>
      </Basic>
      <Basic title="Pages and streams">
        <p>
          Lists are read page by page: give the cursor of one answer to the next request until it is null.
          Journals and logs follow live with <code className="font-mono">Accept: text/event-stream</code>.
          Times are ISO 8601 in UTC, sizes bytes.
        </p>
      </Basic>
    </div>
  );
}

function Basic({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="grid max-w-2xl gap-2">
      <h2 className="font-semibold text-base">{title}</h2>
      {children}
    </section>
  );
}
