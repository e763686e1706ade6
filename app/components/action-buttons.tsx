import { lazy, Suspense, useId, useState } from "react";
import { useSandbox } from "../live/use-sandbox.tsx";
import { Button, ButtonLink } from "./button.tsx";
import { type OfferedAction, offeredActions } from "./sandbox-actions.ts";
import { useSandboxCommand } from "./use-sandbox-command.ts";

const TeardownDialog = lazy(() => import("./teardown-dialog.tsx"));

/** What can be done with this sandbox now. What can't says why, and stays reachable by keyboard so it can be read. */
export function ActionButtons({ mayChange }: { mayChange: boolean }) {
  const { record } = useSandbox();
  const [tearingDown, setTearingDown] = useState(false);
  const actions = offeredActions(record, mayChange);
  return (
    <div className="flex flex-wrap items-center gap-1.5 sm:gap-2">
      {actions.map((action) =>
        action.intent === "teardown" && !action.blocked ? (
          <ButtonLink
            key="teardown"
            to={`/sandboxes/${record.name}/teardown`}
            look="danger"
            className="h-8! max-sm:px-2! max-sm:text-xs!"
            onClick={(event) => {
              if (event.metaKey || event.ctrlKey || event.shiftKey) return;
              event.preventDefault();
              setTearingDown(true);
            }}
          >
            {action.label}
          </ButtonLink>
        ) : (
          <CommandButton key={action.intent} name={record.name} action={action} />
        ),
      )}
      {tearingDown ? (
        <Suspense>
          <TeardownDialog onClose={() => setTearingDown(false)} />
        </Suspense>
      ) : null}
    </div>
  );
}

function CommandButton({ name, action }: { name: string; action: OfferedAction }) {
  const command = useSandboxCommand(name);
  const reasonId = useId();
  const busy = command.busyWith === action.intent && action.blocked === null;
  return (
    <command.Form method="post" action={command.action}>
      <Button
        type="submit"
        name="intent"
        value={action.intent}
        look={action.look}
        className="h-8! max-sm:px-2! max-sm:text-xs!"
        aria-disabled={action.blocked !== null || command.busyWith !== null || undefined}
        aria-describedby={action.blocked ? reasonId : undefined}
        title={action.blocked ?? undefined}
        onClick={(event) => {
          if (action.blocked !== null || command.busyWith !== null) event.preventDefault();
        }}
      >
        {busy ? "Asking…" : action.label}
      </Button>
      {action.blocked ? (
        <span id={reasonId} className="sr-only">
          {action.blocked}
        </span>
      ) : null}
    </command.Form>
  );
}
