import type { SearchAddon } from "@xterm/addon-search";
import { ChevronDown, ChevronUp, X } from "lucide-react";
import { useEffect, useState } from "react";
import { IconButton } from "~/components/button.tsx";

/** Finds text in what the terminal still shows, the newest first. */
export function TerminalSearch({ search, onClose }: { search: SearchAddon; onClose: () => void }) {
  const [text, setText] = useState("");
  const [found, setFound] = useState(true);
  useEffect(() => () => search.clearDecorations(), [search]);
  const find = (direction: "next" | "previous", wanted = text) => {
    if (wanted === "") return setFound(true);
    setFound(direction === "next" ? search.findNext(wanted) : search.findPrevious(wanted));
  };
  return (
    <search className="absolute top-2 right-4 z-10 flex items-center gap-1 rounded-lg border border-line bg-raised p-1 shadow-lg">
      <input
        type="search"
        // biome-ignore lint/a11y/noAutofocus: it appears because somebody asked for it, to type into
        autoFocus
        value={text}
        aria-label="Search the output"
        placeholder="Search the output"
        aria-invalid={!found}
        className="control h-8! w-52!"
        onChange={(event) => {
          setText(event.target.value);
          find("previous", event.target.value);
        }}
        onKeyDown={(event) => {
          if (event.key === "Escape") onClose();
          if (event.key === "Enter") find(event.shiftKey ? "next" : "previous");
        }}
      />
      <span role="status" className="sr-only">
        {found ? "" : "Nothing found"}
      </span>
      <IconButton label="Previous match" onClick={() => find("previous")}>
        <ChevronUp className="size-4" aria-hidden />
      </IconButton>
      <IconButton label="Next match" onClick={() => find("next")}>
        <ChevronDown className="size-4" aria-hidden />
      </IconButton>
      <IconButton label="Close search" onClick={onClose}>
        <X className="size-4" aria-hidden />
      </IconButton>
    </search>
  );
}
