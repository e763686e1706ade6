import { useId, useState } from "react";
import {
  isSwitch,
  type NumberSetting,
  POLICY_BOUNDS,
} from "../../../workers/domain/policy/policy-settings.ts";
import { readSettingText } from "../policy/policy-text.ts";
import { echo, type Setting, settingWords, valueWords } from "../policy/policy-words.ts";

interface ProfileOverrideProps {
  setting: Setting;
  own: boolean;
  text: string;
  team: number | boolean;
  error: string | undefined;
}

/** One setting: the team's, or a value of the profile's own; its field shows while that is chosen, by CSS. */
export function ProfileOverride({ setting, own, text, team, error }: ProfileOverrideProps) {
  const id = useId();
  const { label } = settingWords(setting);
  return (
    <div className="group/own grid gap-2 px-4 py-3 sm:grid-cols-[minmax(0,1fr)_14rem] sm:gap-x-6">
      <label className="flex items-start gap-2.5">
        <input
          type="checkbox"
          name="own"
          value={setting}
          defaultChecked={own}
          className="mt-0.5 size-4 shrink-0"
        />
        <span>
          <span className="block font-medium">
            {label}
            <span className="sr-only">: a value of its own</span>
          </span>
          <span className="block text-muted text-xs">{settingWords(setting).does}</span>
        </span>
      </label>
      <div className="text-muted max-sm:ml-6.5 group-has-[[name=own]:checked]/own:hidden">
        {valueWords(setting, team)}, as the team’s
      </div>
      <div className="hidden content-start gap-1 max-sm:ml-6.5 group-has-[[name=own]:checked]/own:grid">
        {isSwitch(setting) ? (
          <select id={id} name={setting} aria-label={label} defaultValue={text} className="control w-24!">
            <option value="true">on</option>
            <option value="false">off</option>
          </select>
        ) : (
          <OwnNumber id={id} setting={setting} initial={text} error={error} />
        )}
      </div>
    </div>
  );
}

interface OwnNumberProps {
  id: string;
  setting: NumberSetting;
  initial: string;
  error: string | undefined;
}

function OwnNumber({ id, setting, initial, error }: OwnNumberProps) {
  const [text, setText] = useState(initial);
  const { min, max, unit } = POLICY_BOUNDS[setting];
  const read = readSettingText(setting, text);
  const problem = error ?? (read.ok ? undefined : read.refusal.next_step);
  return (
    <>
      <div className="flex items-center gap-2">
        <input
          id={id}
          name={setting}
          type="number"
          inputMode="numeric"
          min={min}
          max={max}
          aria-label={`${settingWords(setting).label}, in ${unit}`}
          aria-invalid={problem ? true : undefined}
          aria-describedby={`${id}-echo`}
          defaultValue={initial}
          onInput={(event) => setText(event.currentTarget.value)}
          className="control w-24! shrink-0"
        />
        <span className="text-muted">{unit}</span>
      </div>
      <output id={`${id}-echo`} htmlFor={id} className={`text-xs ${problem ? "text-bad" : "text-muted"}`}>
        {problem ?? (read.ok ? echo(setting, Number(read.value)) : null)}
      </output>
    </>
  );
}
