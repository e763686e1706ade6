import { Form } from "react-router";
import type { Refusal } from "../../../workers/domain/refusal.ts";
import { Button, ButtonLink, SubmitButton } from "../controls/button.tsx";
import { SelectField } from "../controls/field.tsx";
import { fieldError } from "../controls/refusal-note.tsx";

const CHOICES = [30, 90, 180, 365, 730, 1825, 3650, 0] as const;

interface AuditRetentionProps {
  days: number;
  /** Only owners change it. */
  mayChange: boolean;
  /** A shorter time that is to be confirmed, and how many entries go by it. */
  asked: { readonly days: number; readonly entries: number } | null;
  saved: boolean;
  refusal: Refusal | null;
  busy: boolean;
}

export function AuditRetention({ days, mayChange, asked, saved, refusal, busy }: AuditRetentionProps) {
  if (!mayChange) {
    return (
      <p className="text-muted">
        Entries are kept {keptFor(days)}. Only the team’s owner can change that, and nobody can change or
        delete an entry before.
      </p>
    );
  }
  return (
    <Form method="post" preventScrollReset key={`${days} ${asked?.days}`} className="panel grid gap-3 p-4">
      <SelectField
        label="Entries are kept"
        name="audit_retention_days"
        defaultValue={asked?.days ?? days}
        hint="Nobody can change or delete an entry before its time is over, not even you."
        error={fieldError(refusal, "audit_retention_days")}
        status={saved ? "Saved" : null}
      >
        {[...new Set([...CHOICES, days])].map((one) => (
          <option key={one} value={one}>
            {keptFor(one)}
          </option>
        ))}
      </SelectField>
      {asked ? (
        <div role="alert" className="grid gap-2.5 rounded-lg border border-current p-3 text-warn tinted">
          <p className="text-text">
            {asked.entries === 0
              ? "No entry is that old yet; from now on they go when they are."
              : `${asked.entries.toLocaleString("en")} entries are older than that. They are deleted within minutes, and nothing brings them back: export them first if you need them.`}
          </p>
          <div className="flex flex-wrap gap-2">
            <Button type="submit" name="confirm" value={asked.days} look="danger" size="small">
              Keep them {keptFor(asked.days)}
            </Button>
            <ButtonLink to="." size="small" preventScrollReset>
              Leave it
            </ButtonLink>
          </div>
        </div>
      ) : (
        <div>
          <SubmitButton look="outline" busy={busy} busyLabel="Saving…">
            Save
          </SubmitButton>
        </div>
      )}
    </Form>
  );
}

function keptFor(days: number): string {
  if (days === 0) return "for ever";
  if (days % 365 !== 0) return `for ${days} days`;
  return days === 365 ? "for a year" : `for ${days / 365} years`;
}
