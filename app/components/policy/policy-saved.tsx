import { Form } from "react-router";
import { Button } from "../controls/button.tsx";
import type { PolicyAnswer } from "./policy-answer.ts";
import { changeWords } from "./policy-text.ts";
import { undoFields } from "./use-policy-undo.ts";

/** What was saved, with a way back, where no toast can say it. */
export function PolicySaved({ answer }: { answer: PolicyAnswer | null }) {
  if (answer?.kind !== "saved") return null;
  const words = changeWords(answer.before, answer.after);
  return (
    <noscript>
      <Form
        method="post"
        className="flex flex-wrap items-center gap-3 rounded-lg border border-current p-3 text-ok tinted"
      >
        <p role="status" className="text-text">
          {words.length > 0 ? `Saved: ${words.join(", ")}.` : "Nothing was changed."}
        </p>
        {words.length > 0
          ? Object.entries(undoFields(answer)).map(([name, value]) => (
              <input key={name} type="hidden" name={name} value={value} />
            ))
          : null}
        {words.length > 0 ? (
          <Button type="submit" size="small">
            Undo
          </Button>
        ) : null}
      </Form>
    </noscript>
  );
}
