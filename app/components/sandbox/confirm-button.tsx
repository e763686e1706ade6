import { type ReactNode, useId } from "react";
import { Button } from "../controls/button.tsx";
import { Menu } from "../controls/menu.tsx";
import { ReasonedButton } from "../controls/reasoned-button.tsx";
import { useSandboxCommand } from "./use-sandbox-command.ts";

interface ConfirmButtonProps {
  sandbox: string;
  /** E.g. "Delete"; the first button adds an ellipsis. */
  words: string;
  /** What it is about, for those who only hear it. */
  subject: string;
  blocked: string | null;
  intent: string;
  /** Sent along. */
  fields: Readonly<Record<string, string>>;
  /** What is lost. */
  children: ReactNode;
}

const LOOK =
  "inline-flex h-7 items-center rounded-md border border-edge bg-surface px-2 font-medium text-xs hover:bg-hover";

/** Asks once more, beside the button, what can't be undone. Works without JavaScript. */
export function ConfirmButton(props: ConfirmButtonProps) {
  const command = useSandboxCommand(props.sandbox);
  const wordsId = useId();
  if (props.blocked !== null) {
    return (
      <ReasonedButton size="small" blocked={props.blocked} aria-label={`${props.words} ${props.subject}`}>
        {props.words}…
      </ReasonedButton>
    );
  }
  return (
    <Menu
      label={`${props.words}… ${props.subject}`}
      className={LOOK}
      button={<>{props.words}…</>}
      width="w-64"
    >
      <command.Form method="post" action={command.action} className="grid gap-2.5 p-2 whitespace-normal">
        {Object.entries(props.fields).map(([name, value]) => (
          <input key={name} type="hidden" name={name} value={value} />
        ))}
        <p id={wordsId}>{props.children}</p>
        <Button
          type="submit"
          name="intent"
          value={props.intent}
          look="danger"
          size="small"
          data-closes
          aria-describedby={wordsId}
          aria-disabled={command.busyWith !== null || undefined}
        >
          {props.words}
        </Button>
      </command.Form>
    </Menu>
  );
}
