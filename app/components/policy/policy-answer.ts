import type { PolicyPatch, PolicySettings } from "../../../workers/domain/policy/policy-settings.ts";
import type { Refusal } from "../../../workers/domain/refusal.ts";
import type { AffectedSandbox } from "./policy-preview-words.ts";
import type { PolicyText } from "./policy-text.ts";
import type { Setting } from "./policy-words.ts";
import type { PreviewAnswer } from "./use-policy-preview.ts";

/** As the team's policy is read: `version` rises with each change. */
export interface VersionedPolicy extends PolicySettings {
  readonly version: number;
}

/** What was typed, of the fields that differ from what was loaded. */
type Typed = Partial<PolicyText>;

/** What the policy page answers to its form. */
export type PolicyAnswer =
  | {
      readonly kind: "saved";
      readonly policy: VersionedPolicy;
      /** Of the changed settings alone; both empty when nothing was changed. */
      readonly before: PolicyPatch;
      readonly after: PolicyPatch;
    }
  | { readonly kind: "refused"; readonly refusal: Refusal; readonly typed: Typed }
  /** Somebody else changed the same settings in the meantime: nothing was saved. */
  | {
      readonly kind: "clashed";
      readonly policy: VersionedPolicy;
      /** What these settings were when the page was opened. */
      readonly loaded: PolicyPatch;
      readonly settings: readonly Setting[];
      readonly typed: Typed;
    }
  /** It would act within the hour: nothing was saved yet. `key` is what a confirmation must name. */
  | {
      readonly kind: "unconfirmed";
      readonly soon: readonly AffectedSandbox[];
      readonly key: string;
      readonly typed: Typed;
    }
  | { readonly kind: "previewed"; readonly preview: PreviewAnswer; readonly typed: Typed };
