import { useEffect, useRef } from "react";
import { Button } from "../controls/button.tsx";
import { When } from "../controls/when.tsx";
import { type AffectedSandbox, deedWords } from "./policy-preview-words.ts";

const SHOWN = 8;

interface PolicyConfirmProps {
  soon: readonly AffectedSandbox[];
  /** Names the change that is confirmed. */
  confirmationKey: string;
  busy: boolean;
}

/** A change that acts within the hour is asked for once more, naming what it acts on. */
export function PolicyConfirm({ soon, confirmationKey, busy }: PolicyConfirmProps) {
  const title = useRef<HTMLHeadingElement>(null);
  useEffect(() => title.current?.focus(), []);
  const more = soon.length - SHOWN;
  return (
    <section
      aria-labelledby="confirm-title"
      className="grid gap-2 rounded-lg border border-current p-3 text-warn tinted"
    >
      <h2 id="confirm-title" ref={title} tabIndex={-1} className="font-medium text-text outline-none">
        {soon.length === 1 ? "One sandbox is" : `${soon.length} sandboxes are`} touched within the hour.
        Change it anyway?
      </h2>
      <ul className="list-disc pl-5 text-text">
        {soon.slice(0, SHOWN).map((one) => (
          <li key={one.name}>
            <span className="font-medium">{one.name}</span>: {deedWords(one)}
            {one.at ? (
              <>
                {" · "}
                <When at={one.at} />
              </>
            ) : null}
          </li>
        ))}
        {more > 0 ? <li>and {more} more</li> : null}
      </ul>
      <p className="text-muted">
        Their files are saved first, and people with something open are warned before.
      </p>
      <div>
        <Button
          type="submit"
          name="confirmed"
          value={confirmationKey}
          look="danger"
          aria-disabled={busy || undefined}
        >
          {busy ? "Saving…" : "Change the policy"}
        </Button>
      </div>
    </section>
  );
}
