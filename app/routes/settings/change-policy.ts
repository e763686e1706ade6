import type { PolicyAnswer } from "~/components/policy/policy-answer.ts";
import { dueWithinTheHour } from "~/components/policy/policy-preview-words.ts";
import {
  changedSettings,
  changeKey,
  clashes,
  policyText,
  sameSettings,
  typedText,
} from "~/components/policy/policy-text.ts";
import { SETTINGS } from "~/components/policy/policy-words.ts";
import type { PreviewAnswer } from "~/components/policy/use-policy-preview.ts";
import { type PolicySettings, readPolicyPatch } from "../../../workers/domain/policy/policy-settings.ts";
import { type Refusal, type Result, refuse } from "../../../workers/domain/refusal.ts";
import type { ServiceContext } from "../../../workers/services/context.ts";
import { getPolicy, patchPolicy } from "../../../workers/services/policy/policy.ts";
import { previewPolicy } from "../../../workers/services/policy/policy-preview.ts";

/**
 * The policy page's form: `loaded` is what the page showed, so that only what the person changed is sent (R1), and
 * what somebody else changed meanwhile is never overwritten unseen. `intent` is save, preview or undo.
 */
export async function changePolicy(services: ServiceContext, form: FormData): Promise<PolicyAnswer> {
  const loaded = readLoaded(form.get("loaded"));
  if (!loaded.ok) return { kind: "refused", refusal: loaded.refusal, typed: {} };
  const typed = typedText(form, policyText(loaded.value));
  const changed = changedSettings(loaded.value, typed);
  if (!changed.ok) return { kind: "refused", refusal: changed.refusal, typed };
  const patch = changed.value;
  const intent = form.get("intent");
  if (intent === "preview") {
    return { kind: "previewed", preview: await previewAnswer(services, patch), typed };
  }
  const current = await getPolicy(services);
  if (!current.ok) return { kind: "refused", refusal: current.refusal, typed };
  const settings = clashes(loaded.value, current.value, patch);
  if (settings.length > 0) {
    return { kind: "clashed", policy: current.value, loaded: loaded.value, settings, typed };
  }
  const key = changeKey(patch);
  if (key === "") return { kind: "saved", policy: current.value, before: {}, after: {} };
  // Undoing puts back what held a moment ago.
  if (intent !== "undo" && form.get("confirmed") !== key) {
    const preview = await previewPolicy(services, patch);
    if (!preview.ok) return { kind: "refused", refusal: preview.refusal, typed };
    const soon = dueWithinTheHour(preview.value.affected, services.now);
    if (soon.length > 0) return { kind: "unconfirmed", soon, key, typed };
  }
  const saved = await patchPolicy(services, patch, current.value.version);
  if (!saved.ok) return { kind: "refused", refusal: saved.refusal, typed };
  return { kind: "saved", policy: saved.value, before: sameSettings(current.value, patch), after: patch };
}

/** What the change would do, or why that can't be told. */
export async function previewAnswer(
  services: ServiceContext,
  patch: Readonly<Record<string, unknown>>,
): Promise<PreviewAnswer> {
  const preview = await previewPolicy(services, patch);
  return preview.ok ? { ...preview.value, refusal: null } : { affected: null, refusal: preview.refusal };
}

/** 4xx keeps what is typed: the page's data is then not loaded again. */
export function statusOf(answer: PolicyAnswer): number {
  switch (answer.kind) {
    case "saved":
    case "previewed":
      return 200;
    case "refused":
      return 400;
    case "clashed":
    case "unconfirmed":
      return 409;
  }
}

function readLoaded(posted: FormDataEntryValue | null): Result<PolicySettings> {
  const raw = parsed(posted);
  if (typeof raw !== "object" || raw === null) return refuse(STALE_PAGE);
  const read = readPolicyPatch(raw as Record<string, unknown>);
  const complete = read.ok && SETTINGS.every((setting) => read.value[setting] !== undefined);
  return complete ? { ok: true, value: read.value as PolicySettings } : refuse(STALE_PAGE);
}

function parsed(text: FormDataEntryValue | null): unknown {
  try {
    return JSON.parse(String(text));
  } catch {
    return null;
  }
}

const STALE_PAGE: Refusal = {
  reason_code: "stale_page",
  message: "This page is from another version of Sandbar, so nothing was saved.",
  retryable: false,
  next_step: "Reload the page and make the change again.",
};
