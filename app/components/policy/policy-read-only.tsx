import type { PolicySettings } from "../../../workers/domain/policy/policy-settings.ts";
import { SETTING_GROUPS, settingWords, valueWords } from "./policy-words.ts";

/** The policy for those who may read it and not change it. */
export function PolicyReadOnly({ policy }: { policy: PolicySettings }) {
  return (
    <div className="grid gap-6">
      {SETTING_GROUPS.map(({ title, settings }) => (
        <section key={title} aria-label={title}>
          <h2 className="mb-2 font-medium text-muted">{title}</h2>
          <dl className="panel divide-y divide-line">
            {settings.map((setting) => (
              <div
                key={setting}
                className="grid gap-x-6 gap-y-1 px-4 py-3 sm:grid-cols-[minmax(0,1fr)_12.5rem]"
              >
                <dt>
                  <span className="font-medium">{settingWords(setting).label}</span>
                  <span className="mt-0.5 block text-muted text-xs">{settingWords(setting).does}</span>
                </dt>
                <dd>{valueWords(setting, policy[setting])}</dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
    </div>
  );
}
