import { Link } from "react-router";
import type { FindingBody } from "../../../workers/domain/sandbox/reconciliation.ts";
import { Ago } from "../controls/relative-time.tsx";
import { findingWords } from "./finding-words.ts";

/** One finding: which sandbox, what was wrong, what was done, and when. */
export function FindingRow({ finding }: { finding: FindingBody }) {
  const { name, sandbox_id, at } = finding;
  const { found, done } = findingWords(finding);
  return (
    <li className="grid grid-cols-[1fr_auto] gap-x-4 gap-y-0.5 px-4 py-3">
      <p className="min-w-0 break-words font-medium">
        {name ? (
          <Link to={`/sandboxes/${name}/timeline`} className="hover:underline">
            {name}
          </Link>
        ) : (
          <code className="break-all font-mono text-muted text-xs" title="No sandbox of this id is left">
            {sandbox_id}
          </code>
        )}
      </p>
      <p className="pt-0.5 text-muted text-xs">
        <Ago at={at} />
      </p>
      <p className="col-span-2 min-w-0">
        {found} <span className="text-muted">{done}</span>
      </p>
    </li>
  );
}
