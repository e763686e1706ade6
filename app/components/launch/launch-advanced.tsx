import { ChevronRight, Plus } from "lucide-react";
import { useState } from "react";
import type { Refusal } from "../../../workers/domain/refusal.ts";
import { Button } from "../controls/button.tsx";
import { TextField } from "../controls/field.tsx";
import { fieldError } from "../controls/refusal-note.tsx";

interface LaunchAdvancedProps {
  env: readonly (readonly [string, string])[];
  idleTimeout: string;
  refusal: Refusal | null;
}

/** What most launches leave alone. Opens by itself when something in it was refused. */
export function LaunchAdvanced({ env, idleTimeout, refusal }: LaunchAdvancedProps) {
  const [rows, setRows] = useState(Math.max(2, env.length));
  const refused = refusal?.field === "idle_timeout_minutes" || (refusal?.field?.startsWith("env") ?? false);
  return (
    <details className="group" open={refused || env.length > 0 || idleTimeout !== ""}>
      <summary className="flex w-fit items-center gap-1.5 rounded text-muted hover:text-text">
        <ChevronRight className="size-4 motion-safe:transition-transform group-open:rotate-90" aria-hidden />
        Environment and idle time
      </summary>
      <div className="grid gap-5 pt-4">
        <fieldset className="grid gap-2">
          <legend className="mb-1.5 font-medium">Environment of the command</legend>
          {Array.from({ length: rows }, (_, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: rows are only ever added at the end
            <div key={index} className="grid grid-cols-[1fr_1.6fr] gap-2">
              <input
                name="env_name"
                aria-label={`Variable ${index + 1}, name`}
                placeholder="NAME"
                defaultValue={env[index]?.[0]}
                autoComplete="off"
                spellCheck={false}
                autoCapitalize="none"
                className="control font-mono"
              />
              <input
                name="env_value"
                aria-label={`Variable ${index + 1}, value`}
                placeholder="value"
                defaultValue={env[index]?.[1]}
                autoComplete="off"
                spellCheck={false}
                autoCapitalize="none"
                className="control font-mono"
              />
            </div>
          ))}
          {fieldError(refusal, "env") ? (
            <p role="alert" className="text-bad text-xs">
              {fieldError(refusal, "env")}
            </p>
          ) : null}
          <p className="text-muted text-xs">Values are kept encrypted and reach only the command.</p>
          <Button size="small" look="quiet" className="w-fit" onClick={() => setRows(rows + 1)}>
            <Plus className="size-3.5" aria-hidden /> Another variable
          </Button>
        </fieldset>
        <div className="max-w-xs">
          <TextField
            label="Idle time before it is archived, in minutes"
            name="idle_timeout_minutes"
            type="number"
            inputMode="numeric"
            min={1}
            defaultValue={idleTimeout}
            placeholder="the team’s policy"
            hint="Its files are saved first, then it stops."
            error={fieldError(refusal, "idle_timeout_minutes")}
          />
        </div>
      </div>
    </details>
  );
}
