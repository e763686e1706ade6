import { useState } from "react";
import { Button } from "~/components/controls/button.tsx";
import { copyText } from "./use-program-wishes.ts";
import { visibleText } from "./visible-text.ts";

/** Characters of it that are shown. */
const SHOWN = 120;

/** A program wants to put text on the clipboard; it does not get there unseen. */
export function CopyOffer({ text, onDone }: { text: string; onDone: () => void }) {
  const [failed, setFailed] = useState(false);
  const characters = [...text].length;
  const copy = async () => {
    if (await copyText(text)) onDone();
    else setFailed(true);
  };
  return (
    <div
      role="status"
      className="absolute inset-x-3 top-3 z-10 grid gap-2 rounded-lg border border-line bg-raised px-3 py-2 text-text shadow-lg sm:left-auto sm:w-96"
    >
      <p>
        A program wants to copy{" "}
        {characters === 1 ? "1 character" : `${characters.toLocaleString("en")} characters`} to your
        clipboard.
      </p>
      <code className="block truncate rounded bg-hover px-2 py-1 font-mono text-xs">
        {visibleText(text.slice(0, SHOWN)).replace(/\n/g, "⏎")}
      </code>
      {failed ? (
        <p className="text-bad">The browser did not allow it. Select the text and copy it yourself.</p>
      ) : null}
      <span className="flex justify-end gap-2">
        <Button size="small" look="quiet" onClick={onDone}>
          Ignore
        </Button>
        <Button size="small" look="primary" onClick={copy}>
          Copy
        </Button>
      </span>
    </div>
  );
}
