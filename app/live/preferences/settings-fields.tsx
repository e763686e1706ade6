import { Minus, Plus } from "lucide-react";
import { type ReactNode, useId } from "react";
import { IconButton } from "~/components/controls/button.tsx";
import { type CHOICES, changePreferences, RANGES, type TerminalPreferences } from "./terminal-preferences.ts";
import { usePreferences } from "./use-preferences.ts";

export function Group({ title, children }: { title: string; children: ReactNode }) {
  return (
    <fieldset className="grid gap-2">
      <legend className="mb-1.5 font-medium text-muted text-xs">{title}</legend>
      {children}
    </fieldset>
  );
}

const ROW = "flex min-h-8 items-center justify-between gap-3";

interface ChoiceProps<Name extends keyof typeof CHOICES> {
  name: Name;
  label: string;
  words: Readonly<Record<TerminalPreferences[Name], string>>;
}

/** One of a few. */
export function Choice<Name extends keyof typeof CHOICES>({ name, label, words }: ChoiceProps<Name>) {
  const preferences = usePreferences();
  const options = Object.keys(words) as TerminalPreferences[Name][];
  return (
    <label className={ROW}>
      {label}
      <select
        value={preferences[name]}
        onChange={(event) => changePreferences({ [name]: event.target.value })}
        className="control h-8! w-auto! max-w-40 shrink-0"
      >
        {options.map((option) => (
          <option key={option} value={option}>
            {words[option]}
          </option>
        ))}
      </select>
    </label>
  );
}

type SwitchName = {
  [Key in keyof TerminalPreferences]: TerminalPreferences[Key] extends boolean ? Key : never;
};

export function Switch({ name, label }: { name: SwitchName[keyof TerminalPreferences]; label: string }) {
  const preferences = usePreferences();
  return (
    <label className={ROW}>
      {label}
      <input
        type="checkbox"
        checked={preferences[name]}
        onChange={(event) => changePreferences({ [name]: event.target.checked })}
        className="size-4 shrink-0"
      />
    </label>
  );
}

/** A number with a button on either side, changed as soon as it makes sense. */
export function Count({ name, label, unit }: { name: keyof typeof RANGES; label: string; unit?: string }) {
  const value = usePreferences()[name];
  const id = useId();
  const { min, max, step } = RANGES[name];
  const change = (next: number) => changePreferences({ [name]: next });
  return (
    <div className={ROW}>
      <label htmlFor={id}>
        {label}
        {unit ? <span className="text-muted"> {unit}</span> : null}
      </label>
      <span className="flex shrink-0 items-center gap-0.5">
        <IconButton label={`${label}: less`} disabled={value <= min} onClick={() => change(value - step)}>
          <Minus className="size-3.5" aria-hidden />
        </IconButton>
        <input
          // A new one for each value that was accepted: in between it holds what is being typed.
          key={value}
          id={id}
          type="number"
          inputMode="decimal"
          min={min}
          max={max}
          step={step}
          defaultValue={value}
          onBlur={(event) => change(event.target.valueAsNumber)}
          onKeyDown={(event) => {
            if (event.key === "Enter") change(event.currentTarget.valueAsNumber);
          }}
          className="control h-8! w-20! px-1! text-center [appearance:textfield]"
        />
        <IconButton label={`${label}: more`} disabled={value >= max} onClick={() => change(value + step)}>
          <Plus className="size-3.5" aria-hidden />
        </IconButton>
      </span>
    </div>
  );
}
