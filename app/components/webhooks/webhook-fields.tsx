import type { Refusal } from "../../../workers/domain/refusal.ts";
import {
  WEBHOOK_DESCRIPTION_MAX,
  WEBHOOK_EVENTS,
  WEBHOOK_URL_MAX,
  type WebhookEventType,
} from "../../../workers/domain/webhooks/webhook.ts";
import { TextField } from "../controls/field.tsx";
import { fieldError } from "../controls/refusal-note.tsx";
import { EVENT_WORDS } from "./webhook-words.ts";

/** What a form begins with: what is kept, or what was entered and refused. */
export interface WebhookText {
  readonly url: string;
  readonly description: string;
  readonly events: readonly WebhookEventType[];
}

export function postedWebhook(form: FormData): WebhookText {
  return {
    url: String(form.get("url") ?? ""),
    description: String(form.get("description") ?? ""),
    events: WEBHOOK_EVENTS.filter((type) => form.getAll("events").includes(type)),
  };
}

export function WebhookFields({ text, refusal }: { text: WebhookText; refusal: Refusal | null }) {
  const eventsError = fieldError(refusal, "events");
  return (
    <>
      <TextField
        label="URL"
        name="url"
        type="url"
        required
        maxLength={WEBHOOK_URL_MAX}
        defaultValue={text.url}
        placeholder="https://example.com/hooks"
        hint="Deliveries are sent here by POST. https, on a public host."
        autoComplete="off"
        error={fieldError(refusal, "url")}
      />
      <TextField
        label="Description"
        name="description"
        maxLength={WEBHOOK_DESCRIPTION_MAX}
        defaultValue={text.description}
        placeholder="What it is for"
        autoComplete="off"
        error={fieldError(refusal, "description")}
      />
      <fieldset className="grid gap-2">
        <legend className="mb-1 font-medium">Tell it when</legend>
        {WEBHOOK_EVENTS.map((type) => (
          <label key={type} className="flex items-start gap-2.5">
            <input
              type="checkbox"
              name="events"
              value={type}
              defaultChecked={text.events.includes(type)}
              className="mt-0.5 size-4 shrink-0"
            />
            <span className="min-w-0">
              {EVENT_WORDS[type]} <code className="break-all font-mono text-muted text-xs">{type}</code>
            </span>
          </label>
        ))}
        {eventsError ? (
          <p role="alert" className="text-bad text-xs">
            {eventsError}
          </p>
        ) : null}
      </fieldset>
    </>
  );
}
