import { ok, type Refusal, type Result, refuse } from "../domain/refusal.ts";
import type { Actor, SandboxRecord } from "../domain/sandbox.ts";
import type { RightsChanged, SandboxApi } from "./contract.ts";
import { NO_CHECKPOINT, NOT_LAUNCHED, recordAfter } from "./record-after.ts";
import type { Sandbox } from "./sandbox.ts";

type ChangesApi = Pick<
  SandboxApi,
  | "undoTeardown"
  | "complete"
  | "heartbeat"
  | "keepAlive"
  | "changeIdleTimeout"
  | "deleteCheckpoint"
  | "deleteExport"
  | "changeRecording"
  | "changeOwner"
  | "changeVisibility"
  | "deleteRecording"
>;

type Asked<Method extends keyof ChangesApi> = Parameters<ChangesApi[Method]>[0];

/** What is done as soon as it is decided. */
export class Changes implements ChangesApi {
  readonly #sandbox: Sandbox;

  constructor(sandbox: Sandbox) {
    this.#sandbox = sandbox;
  }

  async undoTeardown(actor: Actor): Promise<Result<SandboxRecord>> {
    return recordAfter(this.#sandbox, { type: "undo_teardown", actor });
  }

  async complete({ actor, exit_code }: Asked<"complete">): Promise<Result<SandboxRecord>> {
    return recordAfter(this.#sandbox, { type: "complete", actor, exit_code });
  }

  async heartbeat(actor: Actor): Promise<Result<SandboxRecord>> {
    return recordAfter(this.#sandbox, { type: "heartbeat", actor });
  }

  async keepAlive({ actor, minutes }: Asked<"keepAlive">): Promise<Result<SandboxRecord>> {
    const bound_at = await this.#sandbox.clocks.lifetimeEnd();
    return recordAfter(this.#sandbox, { type: "keep_alive", actor, minutes, bound_at });
  }

  async changeIdleTimeout(request: Asked<"changeIdleTimeout">): Promise<Result<SandboxRecord>> {
    return recordAfter(this.#sandbox, { type: "change_idle_timeout", ...request });
  }

  async deleteCheckpoint({
    actor,
    checkpoint_id,
  }: Asked<"deleteCheckpoint">): Promise<Result<SandboxRecord>> {
    const { journal } = this.#sandbox;
    const checkpoint = journal.checkpoints.find(checkpoint_id);
    if (!checkpoint) return refuse(NO_CHECKPOINT);
    const exported = journal.exports.all().some(({ object_key }) => object_key === checkpoint.object_key);
    if (exported) return refuse(CHECKPOINT_EXPORTED);
    return recordAfter(this.#sandbox, {
      type: "delete_checkpoints",
      actor,
      checkpoints: [checkpoint],
      because: "asked",
    });
  }

  async deleteExport({ actor, export_id }: Asked<"deleteExport">): Promise<Result<SandboxRecord>> {
    const found = this.#sandbox.journal.exports.find(export_id);
    if (!found) return refuse({ ...NOT_LAUNCHED, message: "There is no such export." });
    return recordAfter(this.#sandbox, { type: "delete_export", actor, export: found });
  }

  async changeRecording({ actor, on }: Asked<"changeRecording">): Promise<Result<SandboxRecord>> {
    return recordAfter(this.#sandbox, {
      type: "change_recording",
      actor,
      on,
      demanded: await this.#sandbox.clocks.recordingDemanded(),
    });
  }

  async changeOwner(request: Asked<"changeOwner">): Promise<Result<RightsChanged>> {
    return this.#indexed(recordAfter(this.#sandbox, { type: "change_owner", ...request }));
  }

  async changeVisibility(request: Asked<"changeVisibility">): Promise<Result<RightsChanged>> {
    return this.#indexed(recordAfter(this.#sandbox, { type: "change_visibility", ...request }));
  }

  async deleteRecording({ actor, recording_id }: Asked<"deleteRecording">): Promise<Result<SandboxRecord>> {
    const recording = this.#sandbox.recordings.rows.find(recording_id);
    if (!recording) return refuse({ ...NOT_LAUNCHED, message: "There is no such recording." });
    const deleted = this.#sandbox.deleteRecording(actor, recording);
    if (!deleted.ok) return deleted;
    const { record } = this.#sandbox;
    return record ? ok(record) : refuse(NOT_LAUNCHED);
  }

  async #indexed(changed: Result<SandboxRecord>): Promise<Result<RightsChanged>> {
    if (!changed.ok) return changed;
    return ok({ record: changed.value, indexed: await this.#sandbox.isIndexed() });
  }
}

const CHECKPOINT_EXPORTED: Refusal = {
  reason_code: "checkpoint_exported",
  message: "An export hands out this checkpoint's archive.",
  retryable: false,
  next_step: "Delete that export first.",
};
