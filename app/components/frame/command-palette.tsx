import { Command } from "cmdk";
import { type RefObject, useEffect, useRef, useState } from "react";
import { useNavigate } from "react-router";
import type { SummaryBody } from "../../../workers/domain/sandbox/bodies.ts";
import { Kbd } from "../controls/kbd.tsx";
import { StateChip } from "../controls/state-chip.tsx";
import { sourceWords } from "../sandboxes/source-words.ts";

interface Destination {
  readonly words: string;
  readonly to: string;
  readonly keys?: string;
}

const LAUNCH: Destination = { words: "Launch a sandbox", to: "/launch", keys: "c" };

const DESTINATIONS: readonly Destination[] = [
  { words: "Show all sandboxes", to: "/", keys: "g s" },
  { words: "Show my sandboxes", to: "/?owner=me" },
  { words: "Show running sandboxes", to: "/?state=running" },
  { words: "Show what needs attention", to: "/?state=error" },
  { words: "Settings", to: "/settings", keys: "g t" },
  { words: "Policy of the team", to: "/settings/policy" },
  { words: "Profiles", to: "/settings/profiles" },
  { words: "API tokens", to: "/settings/tokens" },
  { words: "Team members", to: "/settings/members" },
  { words: "Engine and its limits", to: "/settings/engine" },
  { words: "Keyboard shortcuts", to: "/shortcuts", keys: "?" },
];

const ITEM =
  "flex min-h-9 cursor-pointer items-center justify-between gap-3 rounded-md px-3 py-1.5 data-[selected=true]:bg-hover";
const GROUP =
  "p-1.5 [&_[cmdk-group-heading]]:px-3 [&_[cmdk-group-heading]]:py-1.5 [&_[cmdk-group-heading]]:text-muted [&_[cmdk-group-heading]]:text-xs";

interface CommandPaletteProps {
  /** What was typed while this was loading. */
  typed: RefObject<string>;
  mayLaunch: boolean;
  onClose: () => void;
}

/** Everything by typing: pages, and any sandbox of the team by name. Loaded when first opened. */
export default function CommandPalette({ typed, mayLaunch, onClose }: CommandPaletteProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const navigate = useNavigate();
  const [query, setQuery] = useState(() => typed.current);
  const wanted = query.trim().toLowerCase();
  const matches = (text: string) => text.toLowerCase().includes(wanted);
  // The last answer may be to an earlier text; what does not fit the new one goes at once.
  const found = useFoundSandboxes(wanted).filter(({ name, repository }) =>
    matches(`${name} ${repository ?? ""}`),
  );
  const pages = (mayLaunch ? [LAUNCH, ...DESTINATIONS] : DESTINATIONS).filter(({ words }) => matches(words));
  const [selected, setSelected] = useState("");
  const first = found[0]?.id ?? pages[0]?.to ?? "";
  // biome-ignore lint/correctness/useExhaustiveDependencies: another text begins at the first hit again
  useEffect(() => setSelected(first), [first, wanted]);
  useEffect(() => {
    typed.current = "";
    dialog.current?.showModal();
  }, [typed]);
  const go = (to: string) => {
    dialog.current?.close();
    navigate(to);
  };
  return (
    <dialog
      ref={dialog}
      closedby="any"
      aria-label="Search and commands"
      onClose={onClose}
      className="mx-auto mt-[12vh] mb-auto w-full max-w-xl overflow-hidden rounded-xl border border-line bg-raised p-0 shadow-2xl motion-safe:animate-[appear_100ms_ease-out] max-sm:mt-2 max-sm:max-w-[calc(100vw-1rem)]"
    >
      <Command
        label="Search and commands"
        loop
        shouldFilter={false}
        value={selected}
        onValueChange={setSelected}
      >
        <Command.Input
          autoFocus
          value={query}
          onValueChange={setQuery}
          placeholder="Search sandboxes and pages"
          className="h-12 w-full border-line border-b bg-transparent px-4 text-base outline-none"
        />
        <Command.List className="max-h-[50vh] overflow-auto">
          <Command.Empty className="px-4 py-8 text-center text-muted">
            Nothing matches “{query}”.
          </Command.Empty>
          {found.length > 0 ? (
            <Command.Group heading="Sandboxes" className={GROUP}>
              {found.map((sandbox) => (
                <Command.Item
                  key={sandbox.id}
                  value={sandbox.id}
                  onSelect={() => go(`/sandboxes/${sandbox.name}`)}
                  className={ITEM}
                >
                  <span className="min-w-0 truncate">
                    {sandbox.name} <span className="text-muted">{sourceWords(sandbox)}</span>
                  </span>
                  <StateChip state={sandbox.state} hasCheckpoint={sandbox.has_checkpoint} />
                </Command.Item>
              ))}
            </Command.Group>
          ) : null}
          {pages.length > 0 ? (
            <Command.Group heading="Go to" className={GROUP}>
              {pages.map(({ words, to, keys }) => (
                <Command.Item key={to} value={to} onSelect={() => go(to)} className={ITEM}>
                  {words}
                  {keys ? <Kbd>{keys}</Kbd> : null}
                </Command.Item>
              ))}
            </Command.Group>
          ) : null}
        </Command.List>
      </Command>
    </dialog>
  );
}

/** The newest sandboxes whose name or repository holds the text; the last answer stays while a new one comes. */
function useFoundSandboxes(query: string): readonly SummaryBody[] {
  const [found, setFound] = useState<readonly SummaryBody[]>([]);
  useEffect(() => {
    const stop = new AbortController();
    const timer = setTimeout(async () => {
      const path = `/api/v1/sandboxes?${new URLSearchParams({ q: query, limit: "8" })}`;
      const answer = await fetch(path, { signal: stop.signal }).catch(() => null);
      if (answer?.ok) setFound(((await answer.json()) as { items: SummaryBody[] }).items);
    }, 120);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [query]);
  return found;
}
