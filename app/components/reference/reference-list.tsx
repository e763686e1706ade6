import { useEffect, useRef, useState } from "react";
import { Form, Link } from "react-router";
import type { ReferenceIndex } from "../../../workers/domain/api-reference.ts";
import { SearchIcon } from "../controls/icons.tsx";
import { Kbd } from "../controls/kbd.tsx";
import { MethodChip } from "./method-chip.tsx";

/** Every operation by group; what is typed narrows them at once, and without JavaScript on Enter. */
export function ReferenceList({ groups, q }: { groups: ReferenceIndex["groups"]; q: string }) {
  const [typed, setTyped] = useState(q);
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    const focus = (event: KeyboardEvent) => {
      const elsewhere =
        event.target instanceof HTMLElement && event.target.closest("input, textarea, select");
      if (event.key !== "/" || elsewhere || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      input.current?.focus();
    };
    document.addEventListener("keydown", focus);
    return () => document.removeEventListener("keydown", focus);
  }, []);
  const shown = narrowed(groups, typed);
  const count = shown.reduce((sum, { entries }) => sum + entries.length, 0);
  return (
    <section aria-labelledby="operations-title" className="grid gap-4">
      <div className="flex flex-wrap items-center justify-between gap-2">
        <h2 id="operations-title" className="font-semibold text-base">
          Operations
        </h2>
        <Form role="search" className="relative w-full sm:w-80">
          <SearchIcon className="pointer-events-none absolute top-2.5 left-2.5 size-4 text-muted" />
          <input
            ref={input}
            type="search"
            name="q"
            value={typed}
            onChange={(event) => setTyped(event.target.value)}
            placeholder="Path, word, scope or reason code"
            aria-label="Search the API"
            autoComplete="off"
            className="control px-8!"
          />
          <span className="pointer-events-none absolute top-2 right-2.5 max-sm:hidden">
            {typed === "" ? <Kbd>/</Kbd> : null}
          </span>
        </Form>
      </div>
      <p role="status" className="sr-only">
        {typed === "" ? "" : `${count} operations`}
      </p>
      {shown.map(({ slug, name, description, entries }) => (
        <section key={slug} aria-labelledby={`group-${slug}`} className="panel">
          <header className="border-line border-b px-4 py-3">
            <h3 id={`group-${slug}`} className="font-medium">
              <Link to={`/docs/api/${slug}`} className="hover:underline">
                {name}
              </Link>
            </h3>
            <p className="text-muted text-xs">{description}</p>
          </header>
          <ul>
            {entries.map(({ id, method, path, summary }) => (
              <li key={id}>
                <Link
                  to={`/docs/api/${slug}#${id}`}
                  className="grid gap-x-3 gap-y-0.5 px-4 py-2 hover:bg-hover focus-visible:-outline-offset-2 sm:grid-cols-[auto_minmax(0,2fr)_minmax(0,3fr)] sm:items-center"
                >
                  <MethodChip method={method} />
                  <code className="break-all font-mono text-xs">{path}</code>
                  <span className="text-muted text-xs">{summary.replaceAll("`", "")}</span>
                </Link>
              </li>
            ))}
          </ul>
        </section>
      ))}
      {count === 0 ? (
        <p className="rounded-lg border border-line border-dashed px-6 py-10 text-center text-muted">
          No operation has “{typed}” in it. Try a word of its path, such as <code>exports</code>, or a reason
          code.
        </p>
      ) : null}
    </section>
  );
}

/** Those that have every word that was typed. */
function narrowed(groups: ReferenceIndex["groups"], q: string): ReferenceIndex["groups"] {
  const words = q.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return groups;
  const fits = ({ method, path, summary, keywords }: ReferenceIndex["groups"][number]["entries"][number]) => {
    const text = `${method} ${path} ${summary} ${keywords}`.toLowerCase();
    return words.every((word) => text.includes(word));
  };
  return groups
    .map((group) => ({ ...group, entries: group.entries.filter(fits) }))
    .filter(({ entries }) => entries.length > 0);
}
