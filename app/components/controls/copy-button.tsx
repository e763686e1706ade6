import { Check, Copy } from "lucide-react";
import { useState } from "react";
import { Button } from "./button.tsx";

/** Copies a text and says so for two seconds; says what to do where the browser does not allow it. */
export function CopyButton({ text, label = "Copy" }: { text: string; label?: string }) {
  const [state, setState] = useState<"idle" | "copied" | "refused">("idle");
  return (
    <Button
      size="small"
      aria-live="polite"
      onClick={async () => {
        const next = await navigator.clipboard.writeText(text).then(
          () => "copied" as const,
          () => "refused" as const,
        );
        setState(next);
        setTimeout(() => setState("idle"), 2000);
      }}
    >
      {state === "copied" ? (
        <Check className="size-3.5" aria-hidden />
      ) : (
        <Copy className="size-3.5" aria-hidden />
      )}
      {state === "copied" ? "Copied" : state === "refused" ? "Select and copy it by hand" : label}
    </Button>
  );
}
