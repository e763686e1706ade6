import { DurableObject } from "cloudflare:workers";
import { CLOSE_CODES } from "../domain/protocol.ts";
import type { Checkpoint, ExportRecord, LogSource, SandboxRecord } from "../domain/sandbox.ts";
import type { Recording } from "../domain/terminal/recording.ts";
import { engineFor } from "../engines/select.ts";
import { senderFor } from "../mail/select.ts";
import { webhookStub } from "../webhooks/contract.ts";
import { Changes } from "./changes.ts";
import { lookAtArchive } from "./clocks/look-at-archive.ts";
import type { LogPage, OperationOutcome, SandboxApi, ViewerMatch } from "./contract.ts";
import { route } from "./http/route.ts";
import { Operations } from "./operations.ts";
import { Sandbox } from "./sandbox.ts";

/** Events and log entries a page may have at most. */
const PAGE_LIMIT = 500;

type Asked<Method extends keyof SandboxApi> = Parameters<SandboxApi[Method]>;

/** One sandbox's Durable Object: dispatch only. Commands are in operations.ts and changes.ts, what all rests on in sandbox.ts. */
export class SandboxObject extends DurableObject<Env> implements SandboxApi {
  readonly #sandbox: Sandbox;
  readonly #operations: Operations;
  readonly #changes: Changes;

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
    this.#operations = new Operations(this.#sandbox, env.ENCRYPTION_KEY);
    this.#changes = new Changes(this.#sandbox);
  }

  launch(...given: Asked<"launch">) {
    return this.#operations.launch(...given);
  }

  resume(...given: Asked<"resume">) {
    return this.#operations.resume(...given);
  }

  save(...given: Asked<"save">) {
    return this.#operations.save(...given);
  }

  export(...given: Asked<"export">) {
    return this.#operations.export(...given);
  }

  teardown(...given: Asked<"teardown">) {
    return this.#operations.teardown(...given);
  }

  purge(...given: Asked<"purge">) {
    return this.#operations.purge(...given);
  }

  undoTeardown(...given: Asked<"undoTeardown">) {
    return this.#changes.undoTeardown(...given);
  }

  complete(...given: Asked<"complete">) {
    return this.#changes.complete(...given);
  }

  heartbeat(...given: Asked<"heartbeat">) {
    return this.#changes.heartbeat(...given);
  }

  keepAlive(...given: Asked<"keepAlive">) {
    return this.#changes.keepAlive(...given);
  }

  changeIdleTimeout(...given: Asked<"changeIdleTimeout">) {
    return this.#changes.changeIdleTimeout(...given);
  }

  deleteCheckpoint(...given: Asked<"deleteCheckpoint">) {
    return this.#changes.deleteCheckpoint(...given);
  }

  deleteExport(...given: Asked<"deleteExport">) {
    return this.#changes.deleteExport(...given);
  }

  changeRecording(...given: Asked<"changeRecording">) {
    return this.#changes.changeRecording(...given);
  }

  changeOwner(...given: Asked<"changeOwner">) {
    return this.#changes.changeOwner(...given);
  }

  changeVisibility(...given: Asked<"changeVisibility">) {
    return this.#changes.changeVisibility(...given);
  }

  deleteRecording(...given: Asked<"deleteRecording">) {
    return this.#changes.deleteRecording(...given);
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
    return this.#sandbox.journal.checkpoints.all();
  }

  async exports(): Promise<ExportRecord[]> {
    return this.#sandbox.journal.exports.all();
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

  /** Whoever says goodbye waits for the answer. Codes that no close may carry stand for none. */
  override async webSocketClose(socket: WebSocket, code: number): Promise<void> {
    this.#sandbox.pages.left(socket);
    const repeated = code >= 3000 && code < 5000 ? code : 1000;
    if (socket.readyState === WebSocket.CLOSING) socket.close(repeated, "goodbye");
  }

  override async webSocketError(socket: WebSocket): Promise<void> {
    this.#sandbox.pages.left(socket);
  }

  override async alarm(): Promise<void> {
    await this.#sandbox.alarm();
  }
}
