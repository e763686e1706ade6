import type { LaunchValues } from "~/components/launch/launch-form.tsx";
import type { LaunchRequest } from "../../../workers/services/launch/launch.ts";

interface PostedLaunch extends LaunchValues {
  readonly idempotency_key: string;
}

/** The posted form, as text. */
export function launchValues(form: FormData): PostedLaunch {
  const text = (field: string) => String(form.get(field) ?? "").trim();
  const names = form.getAll("env_name").map((name) => String(name).trim());
  const env = form
    .getAll("env_value")
    .map((value, index) => [names[index] ?? "", String(value)] as const)
    .filter(([name, value]) => name !== "" || value !== "");
  return {
    name: text("name"),
    source: text("source"),
    repository: text("repository"),
    ref: text("ref"),
    profile: text("profile"),
    command: text("command"),
    env,
    idle_timeout_minutes: text("idle_timeout_minutes"),
    private: form.get("visibility") === "private",
    idempotency_key: text("idempotency_key"),
  };
}

/** What the service checks. Only the chosen source counts, whatever the fields of the other one hold. */
export function launchInput(values: PostedLaunch): LaunchRequest {
  const template = values.source.startsWith("template:") ? values.source.slice("template:".length) : null;
  return {
    idempotency_key: values.idempotency_key || undefined,
    name: values.name,
    repository: template === null ? values.repository : null,
    ref: template === null && values.ref !== "" ? values.ref : null,
    template,
    profile: values.profile || null,
    command: values.command || null,
    env: Object.fromEntries(values.env),
    visibility: values.private ? "private" : "team",
    idle_timeout_minutes: values.idle_timeout_minutes === "" ? null : Number(values.idle_timeout_minutes),
  };
}
