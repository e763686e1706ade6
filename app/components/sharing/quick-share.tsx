import { Link2 } from "lucide-react";
import { useEffect, useRef } from "react";
import { Form } from "react-router";
import { SubmitButton } from "../controls/button.tsx";
import { Kbd } from "../controls/kbd.tsx";
import { isTyping } from "../frame/shortcuts.ts";

const KEY = "w";

/** The most common link by one key. */
export function QuickShare({ busy }: { busy: boolean }) {
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      const plain = !event.ctrlKey && !event.metaKey && !event.altKey && !event.repeat;
      if (!plain || event.key !== KEY || isTyping(event.target)) return;
      event.preventDefault();
      button.current?.click();
    };
    document.addEventListener("keydown", press);
    return () => document.removeEventListener("keydown", press);
  }, []);
  return (
    <Form method="post" preventScrollReset className="flex flex-wrap items-center gap-x-4 gap-y-2">
      <SubmitButton
        ref={button}
        name="intent"
        value="quick"
        busy={busy}
        busyLabel="Making the link…"
        aria-keyshortcuts={KEY}
      >
        <Link2 className="size-4" aria-hidden /> Share for an hour, watch only
      </SubmitButton>
      <span className="text-muted text-xs max-sm:hidden">
        or press <Kbd>{KEY}</Kbd>
      </span>
    </Form>
  );
}
