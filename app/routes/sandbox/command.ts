import { redirect } from "react-router";
import { ok, type Refusal, type Result, refuse } from "../../../workers/domain/refusal.ts";
import type { ServiceContext } from "../../../workers/services/context.ts";
import { deleteCheckpoint, saveSandbox } from "../../../workers/services/keeping/checkpoints.ts";
import { deleteExport } from "../../../workers/services/keeping/exports.ts";
import { deleteRecording } from "../../../workers/services/keeping/recordings.ts";
import { changeSandbox } from "../../../workers/services/sandboxes/change-sandbox.ts";
import { completeSandbox } from "../../../workers/services/sandboxes/complete.ts";
import { forkSandbox } from "../../../workers/services/sandboxes/fork.ts";
import { getSandbox } from "../../../workers/services/sandboxes/get-sandbox.ts";
import { keepAlive } from "../../../workers/services/sandboxes/keep-alive.ts";
import { purgeSandbox } from "../../../workers/services/sandboxes/purge.ts";
import { resumeSandbox } from "../../../workers/services/sandboxes/resume.ts";
import { teardownSandbox } from "../../../workers/services/sandboxes/teardown.ts";
import { undoTeardown } from "../../../workers/services/sandboxes/undo-teardown.ts";
import { exportFromForm } from "./export-command.ts";
import { changeVisibilityFromForm, giveFromForm } from "./owner-command.ts";

type Command = (services: ServiceContext, name: string, form: FormData) => Promise<Result<object | null>>;

/** One entry for each `intent` that a form of the sandbox's page can post. */
const COMMANDS: Readonly<Record<string, Command>> = {
  save: (services, name) => saveSandbox(services, { name }),
  complete: (services, name) => completeSandbox(services, { name }),
  keep_alive: (services, name, form) => keepAlive(services, { name, minutes: Number(form.get("minutes")) }),
  change_idle_timeout: (services, name, form) => {
    const minutes = text(form, "idle_timeout_minutes");
    return changeSandbox(services, {
      name,
      idle_timeout_minutes: minutes === undefined ? null : Number(minutes),
    });
  },
  change_recording: (services, name, form) =>
    changeSandbox(services, { name, recording: form.get("recording") === "on" }),
  change_visibility: changeVisibilityFromForm,
  give: giveFromForm,
  delete_recording: (services, name, form) =>
    deleteRecording(services, { name, recording_id: text(form, "recording_id") ?? "" }),
  resume: (services, name, form) =>
    resumeSandbox(services, { name, checkpoint_id: text(form, "checkpoint_id") }),
  retry: (services, name) => resumeSandbox(services, { name }),
  export: exportFromForm,
  delete_export: (services, name, form) =>
    deleteExport(services, { name, export_id: text(form, "export_id") ?? "" }),
  teardown: (services, name, form) =>
    teardownSandbox(services, {
      name,
      force: form.get("force") === "on",
      discard: form.get("discard") === "on",
      confirm: text(form, "confirm"),
    }),
  undo_teardown: (services, name) => undoTeardown(services, { name }),
  delete_checkpoint: (services, name, form) =>
    deleteCheckpoint(services, { name, checkpoint_id: text(form, "checkpoint_id") ?? "" }),
  fork: async (services, name, form) => {
    const forked = await forkSandbox(services, {
      name,
      new_name: text(form, "name") ?? "",
      checkpoint_id: text(form, "checkpoint_id"),
      profile: text(form, "profile"),
    });
    return forked.ok ? ok({ to: `/sandboxes/${forked.value.sandbox.name}` }) : forked;
  },
  purge: async (services, name, form) => {
    const confirm = text(form, "confirm");
    const purged = await purgeSandbox(services, { name, confirm, wait_seconds: PURGE_WAIT_SECONDS });
    // One that takes longer is watched on its page, which says when it is gone.
    return purged.ok && purged.value.status === "succeeded" ? ok({ to: "/" }) : purged;
  },
};

const PURGE_WAIT_SECONDS = 20;

/** Does what the form asks for. Throws the way to another page where the answer is one. */
export async function runCommand(
  services: ServiceContext,
  name: string,
  form: FormData,
): Promise<Refusal | null> {
  const command = COMMANDS[String(form.get("intent"))];
  const result = command ? await command(services, name, form) : refuse(UNKNOWN_INTENT);
  if (result.ok && result.value && "to" in result.value) throw redirect(String(result.value.to));
  return result.ok ? null : result.refusal;
}

/** Why a page that was made for the sandbox with the id `meant` can't command the one that has its name now. */
export async function notTheOne(
  services: ServiceContext,
  name: string,
  meant: string,
): Promise<Refusal | null> {
  const found = await getSandbox(services, { name });
  if (!found.ok) return found.refusal;
  return found.value.id === meant ? null : ANOTHER_SANDBOX;
}

/** What a field holds; undefined when it is empty. */
function text(form: FormData, field: string): string | undefined {
  const value = form.get(field);
  return typeof value === "string" && value.trim() !== "" ? value.trim() : undefined;
}

const ANOTHER_SANDBOX: Refusal = {
  reason_code: "another_sandbox",
  message: "Another sandbox has this name now, or you have switched to another team since.",
  retryable: false,
  next_step: "Reload the page to see which one it is. Nothing was done.",
};

const UNKNOWN_INTENT: Refusal = {
  reason_code: "unknown_intent",
  message: "This page asked for something that does not exist.",
  retryable: false,
  next_step: "Reload the page and try again.",
};
