import { useId } from "react";
import {
  DEFAULT_POLICY,
  type NumberSetting,
  POLICY_BOUNDS,
} from "../../../workers/domain/policy/policy-settings.ts";
import { Button } from "../controls/button.tsx";
import { readSettingText } from "./policy-text.ts";
import { boundsWords, echo, settingWords, valueWords } from "./policy-words.ts";

interface PolicyFieldProps {
  setting: NumberSetting;
  /** What is typed. */
  text: string;
  /** What holds now. */
  value: number;
  /** What held when the page was opened, where somebody else has changed it since. */
  clash: number | null;
  /** Why the server refused it. */
  error: string | undefined;
  onType: (text: string) => void;
}

/** One number of the policy: what it does, its bounds, what the typed number amounts to, and how to put it back. */
export function PolicyField({ setting, text, value, clash, error, onType }: PolicyFieldProps) {
  const id = useId();
  const { label, does, zero } = settingWords(setting);
  const { min, max, unit } = POLICY_BOUNDS[setting];
  const read = readSettingText(setting, text);
  const changed = text.trim() !== String(value);
  const problem = error ?? (read.ok ? undefined : `${read.refusal.message} ${read.refusal.next_step}`);
  return (
    <div className="grid gap-x-6 gap-y-2 px-4 py-3.5 sm:grid-cols-[minmax(0,1fr)_12.5rem]">
      <div>
        <label htmlFor={id} className="font-medium">
          {label}
        </label>
        <div id={`${id}-hint`} className="mt-0.5 text-muted text-xs">
          <p>{does}</p>
          <p>
            {zero ? `0 = ${zero}. ` : ""}
            {boundsWords(setting, DEFAULT_POLICY[setting])}
          </p>
        </div>
      </div>
      <div className="grid content-start">
        <div className="flex items-center gap-2">
          <input
            id={id}
            name={setting}
            type="number"
            inputMode="numeric"
            required
            min={min}
            max={max}
            step={1}
            value={text}
            onChange={(event) => onType(event.currentTarget.value)}
            aria-invalid={problem ? true : undefined}
            aria-describedby={`${id}-hint ${id}-echo`}
            className="control w-24! shrink-0"
          />
          <span className="text-muted">{unit}</span>
        </div>
        <output
          id={`${id}-echo`}
          htmlFor={id}
          className={`text-xs not-empty:mt-1 ${problem ? "text-bad" : "text-muted"}`}
        >
          {problem ?? (read.ok ? echo(setting, Number(read.value)) : null)}
        </output>
        {changed || clash !== null ? (
          <p
            className={`mt-1 flex flex-wrap items-center gap-x-2 text-xs ${clash === null ? "" : "text-warn"}`}
          >
            {clash === null
              ? `Is ${valueWords(setting, value)} now.`
              : `Somebody else changed this from ${valueWords(setting, clash)} to ${valueWords(setting, value)}.`}
            {changed ? (
              <Button size="small" look="quiet" className="-mx-1" onClick={() => onType(String(value))}>
                {clash === null ? "Put back" : "Keep theirs"}
                <span className="sr-only"> ({label})</span>
              </Button>
            ) : null}
          </p>
        ) : null}
      </div>
    </div>
  );
}
