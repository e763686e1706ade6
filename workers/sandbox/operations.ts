import type { Command } from "../domain/lifecycle.ts";
import { ok, type Result, refuse } from "../domain/refusal.ts";
import type { ExportRecord } from "../domain/sandbox.ts";
import type {
  Accepted,
  ExportRequest,
  LaunchSpec,
  OperationRequest,
  ResumeRequest,
  SandboxApi,
  TeardownRequest,
} from "./contract.ts";
import { newId } from "./ids.ts";
import { NO_CHECKPOINT, recordAfter } from "./record-after.ts";
import type { Sandbox } from "./sandbox.ts";
import { sealEnv } from "./sealed-env.ts";

const NOBODY = { terminals: 0, execs: 0, processes: 0 };

type OperationsApi = Pick<SandboxApi, "launch" | "resume" | "save" | "export" | "teardown" | "purge">;

/** What holds the sandbox's lock while it lasts. Each is accepted once by its `operation_id`, however often it is asked for. */
export class Operations implements OperationsApi {
  readonly #sandbox: Sandbox;
  readonly #encryption_key: string;

  constructor(sandbox: Sandbox, encryption_key: string) {
    this.#sandbox = sandbox;
    this.#encryption_key = encryption_key;
  }

  async launch(spec: LaunchSpec): Promise<Result<Accepted>> {
    const { operation_id, actor, identity, command, limits, image, idle_timeout_minutes, visibility } = spec;
    const known = this.#accepted(operation_id);
    if (known) return ok(known);
    const { journal } = this.#sandbox;
    const sealed = await sealEnv(spec.env, this.#encryption_key, identity.id);
    const seen = visibility === undefined ? {} : { visibility };
    const facts = { ...identity, command, limits, image, idle_timeout_minutes, ...seen };
    const fork = spec.fork ? { fork: spec.fork } : {};
    return this.#accept({ type: "launch", operation_id, actor, facts, ...fork }, operation_id, () => {
      journal.putSetting("env", sealed);
      if (spec.local_repository) journal.putSetting("local_repository", spec.local_repository);
    });
  }

  async resume({ operation_id, actor, checkpoint_id }: ResumeRequest): Promise<Result<Accepted>> {
    const checkpoint = checkpoint_id ? this.#sandbox.journal.checkpoints.find(checkpoint_id) : undefined;
    if (checkpoint === null) return refuse(NO_CHECKPOINT);
    return this.#accept({ type: "resume", operation_id, actor, checkpoint }, operation_id);
  }

  async save(request: OperationRequest): Promise<Result<Accepted & { checkpoint_id: string }>> {
    const { operation_id, actor } = request;
    const checkpoint_id = newId("cp");
    const command = { type: "save", operation_id, actor, checkpoint_id, reason: "manual" } as const;
    const accepted = this.#accept(command, operation_id);
    return accepted.ok ? ok({ ...accepted.value, checkpoint_id }) : accepted;
  }

  async export(request: ExportRequest): Promise<Result<Accepted & { export_id: string }>> {
    const export_id = newId("ex");
    const { operation_id, actor, kind, source, branch, credential } = request;
    const requested = newExport(request, export_id, this.#sandbox.now);
    const target = branch === undefined ? {} : { branch };
    const command = { type: "export", operation_id, actor, export_id, kind, source, ...target } as const;
    if (credential) this.#sandbox.credentials.set(export_id, credential);
    const accepted = this.#accept(command, operation_id, () => this.#sandbox.journal.exports.put(requested));
    if (!accepted.ok) this.#sandbox.credentials.delete(export_id);
    return accepted.ok ? ok({ ...accepted.value, export_id }) : accepted;
  }

  async teardown(request: TeardownRequest): Promise<Result<Accepted & { already: boolean }>> {
    const { operation_id, actor, force, discard } = request;
    // Only asked when it decides: an agent that hangs must not hold up whoever knows already.
    const decides = !force && !discard && !this.#sandbox.record?.operation;
    const attached = decides ? await this.#sandbox.attached() : NOBODY;
    const already = this.#sandbox.record?.state === "destroyed";
    const checkpoint_id = newId("cp");
    const command = {
      type: "teardown",
      operation_id,
      actor,
      checkpoint_id,
      force,
      discard,
      attached,
    } as const;
    const accepted = this.#accept(command, operation_id);
    return accepted.ok ? ok({ ...accepted.value, already }) : accepted;
  }

  async purge({ operation_id, actor }: OperationRequest): Promise<Result<Accepted>> {
    return this.#accept({ type: "purge", operation_id, actor }, operation_id);
  }

  /** An operation that was accepted before: the same answer again. */
  #accepted(operation_id: string): Accepted | null {
    const { record, journal } = this.#sandbox;
    return record && journal.operation(operation_id) ? { operation_id, record } : null;
  }

  #accept(command: Command, operation_id: string, also?: () => void): Result<Accepted> {
    const known = this.#accepted(operation_id);
    if (known) return ok(known);
    const result = recordAfter(this.#sandbox, command, also);
    return result.ok ? ok({ operation_id, record: result.value }) : result;
  }
}

function newExport(
  { kind, source, branch, credential }: ExportRequest,
  export_id: string,
  requested_at: number,
): ExportRecord {
  return {
    export_id,
    kind,
    source,
    status: "running",
    checkpoint_id: null,
    branch: branch ?? null,
    url: null,
    commit: null,
    requested_at,
    exported_at: null,
    size_bytes: null,
    content_sha256: null,
    object_key: null,
    file_name: null,
    error: null,
    ...(credential ? { signs_in: true } : {}),
  };
}
