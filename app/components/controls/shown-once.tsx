import { useEffect, useRef } from "react";
import { CopyButton } from "./copy-button.tsx";

interface ShownOnceProps {
  /** A link or a secret. */
  text: string;
  label: string;
  /** E.g. "Copy the link". */
  copy: string;
}

/** What is shown this one time: in sight wherever the page was, and chosen, so that Ctrl+C takes it. */
export function ShownOnce({ text, label, copy }: ShownOnceProps) {
  const shown = useRef<HTMLInputElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another text is shown anew
  useEffect(() => {
    shown.current?.focus({ preventScroll: true });
    shown.current?.select();
    shown.current?.scrollIntoView({ block: "center" });
  }, [text]);
  return (
    <div className="flex flex-wrap items-center gap-2">
      <input
        ref={shown}
        readOnly
        value={text}
        aria-label={label}
        onFocus={({ currentTarget }) => currentTarget.select()}
        className="control min-w-0 flex-1 basis-64 font-mono text-text"
      />
      <CopyButton text={text} label={copy} />
    </div>
  );
}
