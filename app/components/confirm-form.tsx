import type { ReactNode } from "react";
import { Form } from "react-router";
import { Button } from "./button.tsx";

interface ConfirmFormProps {
  /** E.g. "Delete"; the first button adds an ellipsis. */
  words: string;
  intent: string;
  danger?: boolean;
  /** What happens. */
  children: ReactNode;
}

/** Asks once more, in place. Works without JavaScript. */
export function ConfirmForm({ words, intent, danger = false, children }: ConfirmFormProps) {
  return (
    <details className="relative">
      <summary className="inline-flex h-7 items-center rounded-md border border-edge bg-surface px-2 font-medium text-xs hover:bg-hover">
        {words}…
      </summary>
      <Form
        method="post"
        className="absolute left-0 z-10 mt-1 grid w-64 gap-2 rounded-lg border border-line bg-raised p-3 shadow-xl"
      >
        <p>{children}</p>
        <Button
          type="submit"
          name="intent"
          value={intent}
          look={danger ? "danger" : "outline"}
          size="small"
          aria-label={`${words} now`}
        >
          {words}
        </Button>
      </Form>
    </details>
  );
}
