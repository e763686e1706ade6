import { lazy, Suspense, useState } from "react";
import { useSandbox } from "../../live/sandbox/use-sandbox.tsx";
import { ButtonLink } from "../controls/button.tsx";
import { ReasonedButton } from "../controls/reasoned-button.tsx";
import { type OfferedAction, offeredActions } from "./sandbox-actions.ts";
import { useSandboxCommand } from "./use-sandbox-command.ts";

const TeardownDialog = lazy(() => import("../teardown/teardown-dialog.tsx"));

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
  const busy = command.busyWith === action.intent && action.blocked === null;
  return (
    <command.Form method="post" action={command.action}>
      <ReasonedButton
        type="submit"
        name="intent"
        value={action.intent}
        look={action.look}
        className="h-8! max-sm:px-2! max-sm:text-xs!"
        blocked={action.blocked}
        aria-disabled={command.busyWith !== null || undefined}
      >
        {busy ? "Asking…" : action.label}
      </ReasonedButton>
    </command.Form>
  );
}
