import { CaseSensitive, ChevronDown, ChevronUp, Regex, WholeWord, X } from "lucide-react";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { IconButton } from "~/components/controls/button.tsx";
import { matchColours, onThemeChange, presentPalette } from "../preferences/terminal-theme.ts";
import { countWords, isPattern, type SearchCount, type SearchRules } from "./search-words.ts";
import type { Screen } from "./terminal-screen.ts";

interface TerminalSearchProps {
  screen: Screen;
  /** What to look for at first: what was selected when the search was asked for. */
  query: string;
  onClose: () => void;
}

const NO_RULES: SearchRules = { caseSensitive: false, wholeWord: false, regex: false };

/** Finds text in what the terminal still has, the newest first, and marks all of it. */
export function TerminalSearch({ screen, query, onClose }: TerminalSearchProps) {
  const { terminal, search } = screen;
  const [text, setText] = useState(query);
  const [rules, setRules] = useState(NO_RULES);
  const [count, setCount] = useState<SearchCount | null>(null);
  const input = useRef<HTMLInputElement>(null);
  const valid = !rules.regex || isPattern(text);

  useEffect(() => {
    setText(query);
    input.current?.select();
  }, [query]);
  useEffect(() => {
    const following = search.onDidChangeResults(({ resultIndex, resultCount }) =>
      setCount({ index: resultIndex, count: resultCount }),
    );
    return () => {
      following.dispose();
      search.clearDecorations();
      terminal.clearSelection();
    };
  }, [search, terminal]);

  const find = (direction: "newer" | "older") => {
    if (text === "" || !valid) return;
    const decorations = matchColours(presentPalette(terminal.element as HTMLElement));
    const options = { ...rules, decorations };
    if (direction === "newer") search.findNext(text, options);
    else search.findPrevious(text, options);
  };
  const findAgain = useRef(find);
  useEffect(() => {
    findAgain.current = find;
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: another text or rule is another search
  useEffect(() => {
    // Else the marks of other rules would stay: the search itself only notices another text.
    search.clearDecorations();
    if (text === "" || !valid) setCount(null);
    else findAgain.current("older");
  }, [text, rules, valid, search]);
  useEffect(
    () =>
      onThemeChange(() => {
        search.clearDecorations();
        findAgain.current("older");
      }),
    [search],
  );

  const words = valid ? countWords(text, count) : "This is not a regular expression.";
  const missed = !valid || (text !== "" && count?.count === 0);
  return (
    <search className="absolute top-2 right-2 left-2 z-10 flex flex-wrap items-center gap-1 rounded-lg border border-line bg-raised p-1 text-text shadow-lg sm:left-auto">
      <input
        ref={input}
        type="search"
        // biome-ignore lint/a11y/noAutofocus: it appears because somebody asked for it, to type into
        autoFocus
        value={text}
        aria-label="Search the output"
        placeholder="Search the output"
        aria-invalid={missed}
        className="control h-8! min-w-0 flex-1 [&::-webkit-search-cancel-button]:hidden sm:w-52! sm:flex-none"
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === "Escape") onClose();
          if (event.key === "Enter") find(event.shiftKey ? "newer" : "older");
        }}
      />
      <span
        role="status"
        className={`min-w-20 px-1 text-center text-xs whitespace-nowrap ${missed ? "text-bad" : "text-muted"}`}
      >
        {words}
      </span>
      <span className="ml-auto flex">
        <Rule name="caseSensitive" label="Match case" rules={rules} onChange={setRules}>
          <CaseSensitive className="size-4" aria-hidden />
        </Rule>
        <Rule name="wholeWord" label="Whole words" rules={rules} onChange={setRules}>
          <WholeWord className="size-4" aria-hidden />
        </Rule>
        <Rule name="regex" label="Regular expression" rules={rules} onChange={setRules}>
          <Regex className="size-4" aria-hidden />
        </Rule>
        <IconButton label="Previous match (Enter)" onClick={() => find("older")}>
          <ChevronUp className="size-4" aria-hidden />
        </IconButton>
        <IconButton label="Next match (Shift Enter)" onClick={() => find("newer")}>
          <ChevronDown className="size-4" aria-hidden />
        </IconButton>
        <IconButton label="Close search (Esc)" onClick={onClose}>
          <X className="size-4" aria-hidden />
        </IconButton>
      </span>
    </search>
  );
}

interface RuleProps {
  name: keyof SearchRules;
  label: string;
  rules: SearchRules;
  onChange: (rules: SearchRules) => void;
  children: ReactNode;
}

function Rule({ name, label, rules, onChange, children }: RuleProps) {
  return (
    <IconButton
      label={label}
      aria-pressed={rules[name]}
      className="aria-pressed:bg-hover aria-pressed:text-accent"
      onClick={() => onChange({ ...rules, [name]: !rules[name] })}
    >
      {children}
    </IconButton>
  );
}
