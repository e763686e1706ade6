import { useId } from "react";
import { DEFAULT_POLICY, type SwitchSetting } from "../../../workers/domain/policy/policy-settings.ts";
import { settingWords } from "./policy-words.ts";

interface PolicySwitchProps {
  setting: SwitchSetting;
  on: boolean;
  /** What holds now. */
  value: boolean;
  /** Somebody else has changed it since the page was opened. */
  clash: boolean;
  onChange: (on: boolean) => void;
}

/** One setting that is on or off. Off is posted as "false": only what is absent is left as it is (R1). */
export function PolicySwitch({ setting, on, value, clash, onChange }: PolicySwitchProps) {
  const id = useId();
  const { label, does } = settingWords(setting);
  return (
    <div className="px-4 py-3.5">
      <input type="hidden" name={setting} value="false" />
      <label className="flex items-start gap-2.5">
        <input
          type="checkbox"
          name={setting}
          value="true"
          checked={on}
          onChange={(event) => onChange(event.currentTarget.checked)}
          aria-describedby={`${id}-hint`}
          className="mt-0.5 size-4 shrink-0"
        />
        <span className="font-medium">{label}</span>
      </label>
      <p id={`${id}-hint`} className="mt-0.5 ml-6.5 text-muted text-xs">
        {does} Default {DEFAULT_POLICY[setting] ? "on" : "off"}.
      </p>
      {on !== value || clash ? (
        <p className={`mt-1 ml-6.5 text-xs ${clash ? "text-warn" : ""}`}>
          {clash ? `Somebody else turned this ${value ? "on" : "off"}.` : `Is ${value ? "on" : "off"} now.`}
        </p>
      ) : null}
    </div>
  );
}
