import type { ReactNode } from "react";
import { Form } from "react-router";
import { Button } from "./button.tsx";
import { Menu } from "./menu.tsx";

interface ConfirmFormProps {
  /** E.g. "Delete"; the first button adds an ellipsis. */
  words: string;
  intent: string;
  /** What it is about, for those who only hear it; absent where the page is about one thing. */
  subject?: string;
  /** Sent along. */
  fields?: Readonly<Record<string, string>>;
  danger?: boolean;
  /** What happens. */
  children: ReactNode;
}

const LOOK =
  "inline-flex h-7 items-center rounded-md border border-edge bg-surface px-2 font-medium text-xs hover:bg-hover";

/** Asks once more, beside the button. Works without JavaScript. */
export function ConfirmForm({ words, intent, subject, fields, danger = false, children }: ConfirmFormProps) {
  return (
    <Menu
      label={subject ? `${words}… ${subject}` : `${words}…`}
      className={LOOK}
      button={<>{words}…</>}
      width="w-64"
    >
      <Form method="post" preventScrollReset className="grid gap-2.5 p-2 whitespace-normal">
        {Object.entries(fields ?? {}).map(([name, value]) => (
          <input key={name} type="hidden" name={name} value={value} />
        ))}
        <p>{children}</p>
        <Button
          type="submit"
          name="intent"
          value={intent}
          look={danger ? "danger" : "outline"}
          size="small"
          data-closes
          aria-label={`${words} ${subject ?? "now"}`}
        >
          {words}
        </Button>
      </Form>
    </Menu>
  );
}
