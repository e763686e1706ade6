import { type Refusal, type Result, refuse } from "../../workers/domain/refusal.ts";
import { saveSandbox } from "../../workers/services/checkpoints.ts";
import { completeSandbox } from "../../workers/services/complete.ts";
import type { ServiceContext } from "../../workers/services/context.ts";
import { startExport } from "../../workers/services/exports.ts";
import { heartbeat } from "../../workers/services/heartbeat.ts";
import { resumeSandbox } from "../../workers/services/resume.ts";
import { teardownSandbox } from "../../workers/services/teardown.ts";
import { refusalOf } from "./answer.ts";

type Command = (services: ServiceContext, name: string, form: FormData) => Promise<Result<unknown>>;

/** One entry for each `intent` that a form of the sandbox's page can post. */
const COMMANDS: Readonly<Record<string, Command>> = {
  save: (services, name) => saveSandbox(services, { name }),
  complete: (services, name) => completeSandbox(services, { name }),
  heartbeat: (services, name) => heartbeat(services, { name }),
  resume: (services, name, form) =>
    resumeSandbox(services, { name, checkpoint_id: text(form, "checkpoint_id") }),
  retry: (services, name) => resumeSandbox(services, { name }),
  export: (services, name, form) =>
    startExport(services, {
      name,
      kind: "archive",
      source: text(form, "source") === "live" ? "live" : "checkpoint",
    }),
  teardown: (services, name, form) =>
    teardownSandbox(services, {
      name,
      force: form.get("force") === "on",
      discard: form.get("discard") === "on",
      confirm: text(form, "confirm"),
    }),
};

export async function runCommand(
  services: ServiceContext,
  name: string,
  form: FormData,
): Promise<Refusal | null> {
  const command = COMMANDS[String(form.get("intent"))];
  return refusalOf(command ? await command(services, name, form) : refuse(UNKNOWN_INTENT));
}

function text(form: FormData, field: string): string | undefined {
  const value = form.get(field);
  return typeof value === "string" && value !== "" ? value : undefined;
}

const UNKNOWN_INTENT: Refusal = {
  reason_code: "unknown_intent",
  message: "This page asked for something that does not exist.",
  retryable: false,
  next_step: "Reload the page and try again.",
};
