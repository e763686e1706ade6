import { DurableObject } from "cloudflare:workers";
import type { Command } from "../domain/lifecycle.ts";
import { CLOSE_CODES } from "../domain/protocol.ts";
import type { Recording } from "../domain/recording.ts";
import { ok, type Refusal, type Result, refuse } from "../domain/refusal.ts";
import type {
  Actor,
  Checkpoint,
  ExportRecord,
  LogSource,
  SandboxRecord,
  Visibility,
} from "../domain/sandbox.ts";
import { engineFor } from "../engines/select.ts";
import { senderFor } from "../mail/select.ts";
import { webhookStub } from "../webhooks/contract.ts";
import type {
  Accepted,
  ExportRequest,
  LaunchSpec,
  LogPage,
  OperationOutcome,
  OperationRequest,
  ResumeRequest,
  RightsChanged,
  SandboxApi,
  TeardownRequest,
  ViewerMatch,
} from "./contract.ts";
import { route } from "./http/route.ts";
import { newId } from "./ids.ts";
import { lookAtArchive } from "./look-at-archive.ts";
import { Sandbox } from "./sandbox.ts";
import { sealEnv } from "./sealed-env.ts";

/** Events and log entries a page may have at most. */
const PAGE_LIMIT = 500;

const NOT_LAUNCHED: Refusal = {
  reason_code: "not_found",
  message: "There is no such sandbox.",
  retryable: false,
};

const NOBODY = { terminals: 0, execs: 0, processes: 0 };

const NO_CHECKPOINT: Refusal = {
  reason_code: "checkpoint_not_found",
  message: "This sandbox has no such checkpoint.",
  retryable: false,
  next_step: "List its checkpoints to see what there is.",
};

const CHECKPOINT_EXPORTED: Refusal = {
  reason_code: "checkpoint_exported",
  message: "An export hands out this checkpoint's archive.",
  retryable: false,
  next_step: "Delete that export first.",
};

/** One sandbox's Durable Object: handlers and dispatch only; what they mean is in sandbox.ts and the domain. */
export class SandboxObject extends DurableObject<Env> implements SandboxApi {
  readonly #sandbox: Sandbox;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    const engine = engineFor(env);
    if (!engine.ok) throw new Error(engine.refusal.message);
    this.#sandbox = new Sandbox(ctx, {
      engine: engine.value,
      bucket: env.STORE,
      db: env.DB,
      encryption_key: env.ENCRYPTION_KEY,
      mail: senderFor(env, () => Date.now()),
      webhook: (id) => webhookStub(env.WEBHOOK, id),
      origin: env.PUBLIC_URL.replace(/\/$/, ""),
      now: () => Date.now(),
    });
  }

  async launch(spec: LaunchSpec): Promise<Result<Accepted>> {
    const { operation_id, actor, identity, command, limits, image, idle_timeout_minutes, visibility } = spec;
    const known = this.#accepted(operation_id);
    if (known) return ok(known);
    const { journal } = this.#sandbox;
    const sealed = await sealEnv(spec.env, this.env.ENCRYPTION_KEY, identity.id);
    const seen = visibility === undefined ? {} : { visibility };
    const facts = { ...identity, command, limits, image, idle_timeout_minutes, ...seen };
    const fork = spec.fork ? { fork: spec.fork } : {};
    return this.#accept({ type: "launch", operation_id, actor, facts, ...fork }, operation_id, () => {
      journal.putSetting("env", sealed);
      if (spec.local_repository) journal.putSetting("local_repository", spec.local_repository);
    });
  }

  async resume({ operation_id, actor, checkpoint_id }: ResumeRequest): Promise<Result<Accepted>> {
    const checkpoint = checkpoint_id ? this.#sandbox.journal.checkpoint(checkpoint_id) : undefined;
    if (checkpoint === null) return refuse(NO_CHECKPOINT);
    return this.#accept({ type: "resume", operation_id, actor, checkpoint }, operation_id);
  }

  async save({
    operation_id,
    actor,
  }: OperationRequest): Promise<Result<Accepted & { checkpoint_id: string }>> {
    const checkpoint_id = newId("cp");
    const command = { type: "save", operation_id, actor, checkpoint_id, reason: "manual" } as const;
    const accepted = this.#accept(command, operation_id);
    return accepted.ok ? ok({ ...accepted.value, checkpoint_id }) : accepted;
  }

  async export(request: ExportRequest): Promise<Result<Accepted & { export_id: string }>> {
    const export_id = newId("ex");
    const { operation_id, actor, kind, source, branch, credential } = request;
    const requested: ExportRecord = {
      export_id,
      kind,
      source,
      status: "running",
      checkpoint_id: null,
      branch: branch ?? null,
      url: null,
      commit: null,
      requested_at: this.#sandbox.now,
      exported_at: null,
      size_bytes: null,
      content_sha256: null,
      object_key: null,
      file_name: null,
      error: null,
      ...(credential ? { signs_in: true } : {}),
    };
    const target = branch === undefined ? {} : { branch };
    const command = { type: "export", operation_id, actor, export_id, kind, source, ...target } as const;
    if (credential) this.#sandbox.credentials.set(export_id, credential);
    const accepted = this.#accept(command, operation_id, () => this.#sandbox.journal.putExport(requested));
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

  async undoTeardown(actor: Actor): Promise<Result<SandboxRecord>> {
    return this.#recordAfter({ type: "undo_teardown", actor });
  }

  async purge({ operation_id, actor }: OperationRequest): Promise<Result<Accepted>> {
    return this.#accept({ type: "purge", operation_id, actor }, operation_id);
  }

  async complete({
    actor,
    exit_code,
  }: {
    actor: Actor;
    exit_code: number | null;
  }): Promise<Result<SandboxRecord>> {
    return this.#recordAfter({ type: "complete", actor, exit_code });
  }

  async heartbeat(actor: Actor): Promise<Result<SandboxRecord>> {
    return this.#recordAfter({ type: "heartbeat", actor });
  }

  async keepAlive({ actor, minutes }: { actor: Actor; minutes: number }): Promise<Result<SandboxRecord>> {
    const bound_at = await this.#sandbox.clocks.lifetimeEnd();
    return this.#recordAfter({ type: "keep_alive", actor, minutes, bound_at });
  }

  async changeIdleTimeout(request: { actor: Actor; minutes: number | null }): Promise<Result<SandboxRecord>> {
    return this.#recordAfter({ type: "change_idle_timeout", ...request });
  }

  async deleteCheckpoint({
    actor,
    checkpoint_id,
  }: {
    actor: Actor;
    checkpoint_id: string;
  }): Promise<Result<SandboxRecord>> {
    const { journal } = this.#sandbox;
    const checkpoint = journal.checkpoint(checkpoint_id);
    if (!checkpoint) return refuse(NO_CHECKPOINT);
    const exported = journal.exports().some(({ object_key }) => object_key === checkpoint.object_key);
    if (exported) return refuse(CHECKPOINT_EXPORTED);
    return this.#recordAfter({
      type: "delete_checkpoints",
      actor,
      checkpoints: [checkpoint],
      because: "asked",
    });
  }

  async deleteExport({
    actor,
    export_id,
  }: {
    actor: Actor;
    export_id: string;
  }): Promise<Result<SandboxRecord>> {
    const found = this.#sandbox.journal.export(export_id);
    if (!found) return refuse({ ...NOT_LAUNCHED, message: "There is no such export." });
    return this.#recordAfter({ type: "delete_export", actor, export: found });
  }

  async changeRecording({ actor, on }: { actor: Actor; on: boolean }): Promise<Result<SandboxRecord>> {
    return this.#recordAfter({
      type: "change_recording",
      actor,
      on,
      demanded: await this.#sandbox.clocks.recordingDemanded(),
    });
  }

  async changeOwner(request: { actor: Actor; from: string; to: SandboxRecord["owner"] }) {
    return this.#indexed(this.#recordAfter({ type: "change_owner", ...request }));
  }

  async changeVisibility(request: { actor: Actor; visibility: Visibility }) {
    return this.#indexed(this.#recordAfter({ type: "change_visibility", ...request }));
  }

  async deleteRecording({
    actor,
    recording_id,
  }: {
    actor: Actor;
    recording_id: string;
  }): Promise<Result<SandboxRecord>> {
    const recording = this.#sandbox.recordings.rows.find(recording_id);
    if (!recording) return refuse({ ...NOT_LAUNCHED, message: "There is no such recording." });
    const deleted = this.#sandbox.deleteRecording(actor, recording);
    if (!deleted.ok) return deleted;
    const { record } = this.#sandbox;
    return record ? ok(record) : refuse(NOT_LAUNCHED);
  }

  async closeViewers(match: ViewerMatch, reason: string, code: number = CLOSE_CODES.forbidden) {
    const { terminals, pages, previews, lostRights } = this.#sandbox;
    // Whoever is closed asks again at once, and is answered by the index.
    const isIndexed = await this.#sandbox.isIndexed();
    lostRights.note({ match, code, reason });
    const sockets = terminals.closeMatching(match, code, reason) + pages.closeMatching(match, code, reason);
    const closed = sockets + previews.closeMatching(match);
    if (!isIndexed) throw new Error("the index is behind: whoever comes back has to be closed again");
    return closed;
  }

  async lookAtArchive() {
    return lookAtArchive(this.#sandbox);
  }

  async record(): Promise<SandboxRecord | null> {
    return this.#sandbox.record;
  }

  async events(after: number, limit: number) {
    const items = this.#sandbox.journal.events(after, Math.min(limit, PAGE_LIMIT));
    return { items, next_after: items.at(-1)?.seq ?? after };
  }

  async logs(after: number, limit: number, source?: LogSource): Promise<LogPage> {
    return this.#sandbox.logs.page(after, Math.min(limit, PAGE_LIMIT), source);
  }

  async checkpoints(): Promise<Checkpoint[]> {
    return this.#sandbox.journal.checkpoints();
  }

  async exports(): Promise<ExportRecord[]> {
    return this.#sandbox.journal.exports();
  }

  async recordings(): Promise<Recording[]> {
    return this.#sandbox.recordings.rows.all();
  }

  async operation(operation_id: string): Promise<OperationOutcome | null> {
    return this.#sandbox.journal.operation(operation_id);
  }

  async waitForOperation(operation_id: string, timeout_ms: number): Promise<OperationOutcome | null> {
    return this.#sandbox.waitForOperation(operation_id, timeout_ms);
  }

  async poke(index_version?: number): Promise<void> {
    if (this.#sandbox.record) await this.#sandbox.poke(index_version);
  }

  async leftoverFound(engine_generation: number) {
    return this.#sandbox.leftoverFound(engine_generation);
  }

  override async fetch(request: Request): Promise<Response> {
    return route(this.#sandbox, request);
  }

  /** Pages only listen; their pings are answered without waking this object. */
  override async webSocketMessage(socket: WebSocket): Promise<void> {
    socket.close(CLOSE_CODES.bad_frame, "this socket only tells");
  }

  override async webSocketClose(socket: WebSocket): Promise<void> {
    this.#sandbox.pages.left(socket);
  }

  override async webSocketError(socket: WebSocket): Promise<void> {
    this.#sandbox.pages.left(socket);
  }

  override async alarm(): Promise<void> {
    await this.#sandbox.alarm();
  }

  /** An operation that was accepted before: the same answer again. */
  #accepted(operation_id: string): Accepted | null {
    const { record, journal } = this.#sandbox;
    return record && journal.operation(operation_id) ? { operation_id, record } : null;
  }

  #accept(command: Command, operation_id: string, also?: () => void): Result<Accepted> {
    const known = this.#accepted(operation_id);
    if (known) return ok(known);
    const result = this.#recordAfter(command, also);
    return result.ok ? ok({ operation_id, record: result.value }) : result;
  }

  async #indexed(changed: Result<SandboxRecord>): Promise<Result<RightsChanged>> {
    if (!changed.ok) return changed;
    return ok({ record: changed.value, indexed: await this.#sandbox.isIndexed() });
  }

  #recordAfter(command: Command, also?: () => void): Result<SandboxRecord> {
    if (!this.#sandbox.record && command.type !== "launch") return refuse(NOT_LAUNCHED);
    const result = this.#sandbox.apply(command, null, also);
    if (!result.ok) return result;
    const { record } = this.#sandbox;
    return record ? ok(record) : refuse(NOT_LAUNCHED);
  }
}
