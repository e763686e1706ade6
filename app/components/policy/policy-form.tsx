import { useRef } from "react";
import { Form, useNavigation } from "react-router";
import { isSwitch } from "../../../workers/domain/policy/policy-settings.ts";
import { fieldError, RefusalNote } from "../controls/refusal-note.tsx";
import type { PolicyAnswer, VersionedPolicy } from "./policy-answer.ts";
import { PolicyConfirm } from "./policy-confirm.tsx";
import { PolicyField } from "./policy-field.tsx";
import { PolicyPreview } from "./policy-preview.tsx";
import { PolicySaveBar } from "./policy-save-bar.tsx";
import { PolicySwitch } from "./policy-switch.tsx";
import { changeKey } from "./policy-text.ts";
import { SETTING_GROUPS } from "./policy-words.ts";
import { usePolicyEdits } from "./use-policy-edits.ts";
import { usePolicyPreview } from "./use-policy-preview.ts";

interface PolicyFormProps {
  policy: VersionedPolicy;
  answer: PolicyAnswer | null;
}

/** Every setting, and beside it what a change of it would do. */
export function PolicyForm({ policy, answer }: PolicyFormProps) {
  const form = useRef<HTMLFormElement>(null);
  const { text, patch, alive, type, discard } = usePolicyEdits(policy, answer, form);
  const { preview, waiting } = usePolicyPreview(
    alive ? patch : null,
    answer?.kind === "previewed" ? answer.preview : null,
  );
  const busy = useNavigation().state === "submitting";
  const refusal = answer?.kind === "refused" ? answer.refusal : null;
  const clash = answer?.kind === "clashed" ? answer : null;
  const asked = answer?.kind === "unconfirmed" ? answer : null;
  // What is typed since is another change.
  const unconfirmed = asked && (!alive || (patch && changeKey(patch) === asked.key)) ? asked : null;
  const { version, ...settings } = policy;
  return (
    <div className="grid items-start gap-6 lg:grid-cols-[minmax(0,1fr)_24rem]">
      <Form
        ref={form}
        method="post"
        action="/settings/policy"
        preventScrollReset
        aria-label="Policy"
        className="grid gap-6"
      >
        <input type="hidden" name="loaded" value={JSON.stringify(settings)} />
        <RefusalNote refusal={refusal?.field ? null : refusal} />
        {clash ? (
          <RefusalNote
            refusal={{
              message: "Somebody else changed the policy while you did, so nothing was saved.",
              next_step: "Look at the marked settings: keep theirs, or save again to set yours.",
            }}
          />
        ) : null}
        {SETTING_GROUPS.map(({ title, settings: group }) => (
          <fieldset key={title} className="min-w-0">
            <legend className="mb-2 font-medium text-muted">{title}</legend>
            <div className="panel divide-y divide-line">
              {group.map((setting) =>
                isSwitch(setting) ? (
                  <PolicySwitch
                    key={setting}
                    setting={setting}
                    on={text[setting] === "true"}
                    value={policy[setting]}
                    clash={clash?.settings.includes(setting) ?? false}
                    onChange={(on) => type(setting, String(on))}
                  />
                ) : (
                  <PolicyField
                    key={setting}
                    setting={setting}
                    text={text[setting]}
                    value={policy[setting]}
                    clash={clash?.settings.includes(setting) ? (clash.loaded[setting] ?? null) : null}
                    error={fieldError(refusal, setting)}
                    onType={(typed) => type(setting, typed)}
                  />
                ),
              )}
            </div>
          </fieldset>
        ))}
        {unconfirmed ? (
          <PolicyConfirm soon={unconfirmed.soon} confirmationKey={unconfirmed.key} busy={busy} />
        ) : null}
        <PolicySaveBar
          patch={patch}
          alive={alive}
          busy={busy}
          version={version}
          preview={preview}
          confirming={unconfirmed !== null}
          onDiscard={discard}
        />
      </Form>
      <div
        id="preview"
        className="scroll-mt-16 lg:sticky lg:top-16 lg:max-h-[calc(100dvh-5rem)] lg:overflow-auto"
      >
        <PolicyPreview preview={preview} waiting={waiting} records={patch?.record_terminals} />
      </div>
    </div>
  );
}
