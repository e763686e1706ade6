import { forgetSandbox } from "../data/archives.ts";
import { database } from "../data/database.ts";
import {
  type Attached,
  type Command,
  type Decision,
  type Report,
  SYSTEM,
  transition,
} from "../domain/lifecycle.ts";
import { CLOSE_CODES } from "../domain/protocol.ts";
import { ok, type Result } from "../domain/refusal.ts";
import { recordBody } from "../domain/sandbox/record-body.ts";
import {
  type Actor,
  isServing,
  type LogEntry,
  type LogSource,
  type SandboxRecord,
} from "../domain/sandbox.ts";
import type { Recording } from "../domain/terminal/recording.ts";
import { AgentClient } from "../engines/agent-client.ts";
import { AgentWatch } from "./agent/agent-watch.ts";
import { isBeingTornDown, Thaw } from "./agent/freeze.ts";
import { attachedTo, NOBODY } from "./clocks/attached.ts";
import { Clocks } from "./clocks/clocks.ts";
import type { OperationOutcome, PushCredential } from "./contract.ts";
import { Deadlines } from "./deadlines.ts";
import { EffectRunner } from "./effects/runner.ts";
import type { Surroundings } from "./effects/surroundings.ts";
import { writeKeptRows } from "./journal/kept-rows.ts";
import { Journal } from "./journal.ts";
import { Log } from "./log.ts";
import { OperationWaiters } from "./operation-waiters.ts";
import { Announcer } from "./outbox/announcer.ts";
import { Projector } from "./outbox/projector.ts";
import { paced } from "./progress.ts";
import { Recordings } from "./recording/recordings.ts";
import type { SandboxPorts } from "./sandbox-ports.ts";
import { openEnv } from "./sealed-env.ts";
import { Terminals } from "./terminal/terminals.ts";
import { Typists } from "./terminal/typists.ts";
import { Upkeep } from "./upkeep.ts";
import { LostRights } from "./viewers/lost-rights.ts";
import { Pages } from "./viewers/pages.ts";
import { PreviewVisitors } from "./viewers/preview-visitors.ts";

/** The one writer of one sandbox: asks the domain, commits what it decided, then sets the world in motion. */
export class Sandbox {
  readonly journal: Journal;
  readonly logs: Log;
  readonly pages: Pages;
  readonly previews: PreviewVisitors;
  readonly terminals: Terminals;
  readonly recordings: Recordings;
  readonly clocks: Clocks;
  readonly lostRights: LostRights;
  readonly #typists: Typists;
  /** What pushes of branches sign in with, by export: only here, never written down. */
  readonly credentials = new Map<string, PushCredential>();
  readonly #ctx: DurableObjectState;
  readonly #ports: SandboxPorts;
  readonly #deadlines: Deadlines;
  readonly #projector: Projector;
  readonly #announcer: Announcer;
  readonly #runner: EffectRunner;
  readonly #thaw: Thaw;
  readonly #upkeep: Upkeep;
  readonly #waiters = new OperationWaiters();
  #record: SandboxRecord | null;

  constructor(ctx: DurableObjectState, ports: SandboxPorts) {
    this.#ctx = ctx;
    this.#ports = ports;
    this.journal = new Journal(ctx.storage);
    this.logs = new Log(ctx.storage.sql);
    this.#deadlines = new Deadlines(ctx.storage);
    const own = {
      journal: this.journal,
      deadlines: this.#deadlines,
      now: ports.now,
      agent: () => this.agent(),
      apply: (command: Command) => this.apply(command),
    };
    const { db, mail, origin } = ports;
    this.clocks = new Clocks({ ...own, storage: ctx.storage, db, mail, origin, record: () => this.#record });
    this.#thaw = new Thaw({ ...own, record: () => this.#record });
    this.#projector = new Projector(ports.db, this.journal, this.#deadlines, ports.now, (record) =>
      this.clocks.forecast(record),
    );
    this.#announcer = new Announcer({ ...own, storage: ctx.storage, db, origin, webhook: ports.webhook });
    this.#runner = new EffectRunner({
      journal: this.journal,
      now: ports.now,
      surroundings: (signal) => this.#surroundings(signal),
      report: (report, effect_id) => this.#settle(report, effect_id),
      renew: (operation_id) => void this.apply({ type: "lease_renewed", operation_id }),
      retryAt: (at) => this.#deadlines.set("effects", at),
    });
    this.lostRights = new LostRights(ports.now);
    this.previews = new PreviewVisitors(own);
    this.#typists = new Typists({
      ...own,
      owner_id: () => this.#record?.owner.user_id,
      mark: (id, label) => this.recordings.mark(id, label),
    });
    const typed = this.#typists.typed.bind(this.#typists);
    this.terminals = new Terminals(() => this.agent(), ports.now, typed);
    this.recordings = new Recordings({
      ...own,
      storage: ctx.storage,
      bucket: ports.bucket,
      record: () => this.#record,
      rule: (record) => this.clocks.recording(record),
      readPolicy: () => this.clocks.readPolicy(),
      tap: (id, tap, offset) => this.terminals.tap(id, tap, offset),
      announce: (id, notice) => this.terminals.announce(id, notice),
      changed: () => {
        this.pages.recordingsChanged();
        ctx.waitUntil(this.#projector.tellStored());
      },
    });
    this.pages = new Pages({
      ...own,
      ctx,
      origin,
      record: () => this.#record,
      body: (record) => this.body(record),
      recordings: () => this.recordings.rows.all(),
      serving: () => this.serving,
    });
    const agentWatch = new AgentWatch({
      ...own,
      terminalsChanged: () => this.terminalsChanged(),
      engine: ports.engine,
      log: (stream, text, also) =>
        ctx.storage.transactionSync(() => {
          this.log("task", stream, text);
          also();
        }),
      closeTerminals: (code, reason) => {
        this.terminals.closeAll(code, reason);
        this.#typists.forget();
      },
    });
    this.#upkeep = new Upkeep({
      ...own,
      agentWatch,
      announcer: this.#announcer,
      clocks: this.clocks,
      engine: ports.engine,
      pages: this.pages,
      previews: this.previews,
      projector: this.#projector,
      record: () => this.#record,
      recordings: this.recordings,
      runner: this.#runner,
      thaw: this.#thaw,
      waitUntil: (work) => ctx.waitUntil(work),
    });
    this.#record = this.journal.record();
    if (this.#record) this.journal.runs.catchUp(this.#record);
    // After a restart of any kind everything that was under way goes on.
    if (this.#record) ctx.waitUntil(this.recover());
  }

  get record(): SandboxRecord | null {
    return this.#record;
  }

  get now(): number {
    return this.#ports.now();
  }

  /** The agent of the running generation. Callers have checked that the state serves. */
  agent(generation = this.#record?.generation ?? 0): AgentClient {
    const id = this.#record?.id ?? "";
    return new AgentClient(this.#ports.engine.agent(id, generation), generation);
  }

  transport() {
    return this.#ports.engine.agent(this.#record?.id ?? "", this.#record?.generation ?? 0);
  }

  /** Each open socket of a guest, as their actor's id. */
  get guests(): string[] {
    return [...this.pages.guests, ...this.terminals.guests];
  }

  get bucket(): R2Bucket {
    return this.#ports.bucket;
  }

  /** Tries now; whether the index has everything that is committed. */
  isIndexed(): Promise<boolean> {
    return this.#projector.isUpToDate();
  }

  /** Whether the agent can be asked for things now. */
  get serving(): boolean {
    return this.#record !== null && isServing(this.#record.state);
  }

  /** Whether nothing may begin or change in it any more, unless its teardown is taken back. */
  get tearingDown(): boolean {
    return this.#record !== null && isBeingTornDown(this.#record);
  }

  /** Decides and commits; nothing is awaited between the two. `also` joins the transaction. */
  apply(command: Command, finished: number | null = null, also?: () => void): Result<Decision | null> {
    const result = transition(this.#record, command, this.now);
    if (!result.ok) return result;
    const decision = result.value;
    if (decision === null) {
      if (finished !== null) this.journal.dropEffect(finished);
      return result;
    }
    this.journal.commit(decision, finished, () => {
      writeKeptRows(this.journal, command);
      this.journal.runs.note(decision.record, this.now);
      this.clocks.notices.note(command, decision);
      this.#announcer.note(this.#record, decision);
      also?.();
    });
    this.#record = decision.record;
    this.#afterCommit(decision);
    return ok(decision);
  }

  deleteRecording(actor: Actor, recording: Recording): Result<Decision | null> {
    const { rows } = this.recordings;
    const drop = () => rows.delete(recording.recording_id);
    const deleted = this.apply({ type: "delete_recording", actor, recording }, null, drop);
    if (deleted.ok) this.pages.recordingsChanged();
    return deleted;
  }

  /** What a teardown would interrupt. */
  async attached(): Promise<Attached> {
    if (this.#record?.state !== "running") return NOBODY;
    const attached = await attachedTo(this.agent(), this.#record.id);
    // The agent counts what records a terminal as somebody who looks at it.
    return { ...attached, terminals: Math.min(attached.terminals, this.terminals.watched) };
  }

  /** The launch's environment values: for its command and for shells, in plain only while they are handed over. */
  async launchEnv(): Promise<Readonly<Record<string, string>>> {
    const sealed = this.journal.setting("env");
    return sealed ? openEnv(sealed, this.#ports.encryption_key, this.#record?.id ?? "") : {};
  }

  log(source: LogSource, stream: LogEntry["stream"], text: string): void {
    this.pages.logged(this.logs.append(source, stream, text, this.now));
  }

  body(record: SandboxRecord) {
    const { clocks } = this;
    return recordBody(record, clocks.forecast(record), clocks.recording(record), this.#ports.origin);
  }

  /** A terminal was opened, named, ended or closed. */
  terminalsChanged(): void {
    this.pages.terminalsChanged();
    // Their recordings are called what they are called.
    this.#ctx.waitUntil(this.recordings.look());
  }

  async waitForOperation(id: string, timeout_ms: number): Promise<OperationOutcome | null> {
    const outcome = this.journal.operation(id);
    if (outcome?.status !== "running") return outcome;
    await this.#waiters.wait(id, timeout_ms);
    return this.journal.operation(id);
  }

  /** Goes on with whatever a crash, an eviction or a failure left undone. */
  async recover(): Promise<void> {
    await this.#upkeep.recover();
  }

  /** What the cron asks for (contract.ts). */
  async poke(index_version: number | undefined): Promise<void> {
    await this.#upkeep.poke(index_version);
  }

  async leftoverFound(engine_generation: number): Promise<"destroyed" | "at_work" | "unknown"> {
    return await this.#upkeep.leftoverFound(engine_generation);
  }

  async alarm(): Promise<void> {
    await this.#upkeep.alarm();
  }

  #surroundings(signal: AbortSignal): Surroundings {
    const record = this.#record;
    if (!record) throw new Error("an effect without a record");
    const { engine, bucket, now } = this.#ports;
    return {
      engine,
      agent: (generation) => this.agent(generation),
      bucket,
      journal: this.journal,
      record,
      now,
      env: () => this.launchEnv(),
      log: (source, stream, text) => this.log(source, stream, text),
      credential: (export_id) => this.credentials.get(export_id) ?? null,
      progress: paced((bytes, total_bytes) => this.pages.progress(bytes, total_bytes), now),
      recordingsRest: () => this.recordings.rest(),
      forget: () => this.#forget(record),
      signal,
    };
  }

  /** Out of the index, where nothing may bring it back. */
  async #forget(record: SandboxRecord): Promise<void> {
    await this.#projector.stop();
    const { id: operation_id, actor } = record.operation ?? { id: "", actor: SYSTEM };
    await forgetSandbox(database(this.#ports.db), record, { operation_id, actor }, this.now);
    // What was decided while it was being deleted has its numbers, too.
    await this.#announcer.deleted(this.#record ?? record);
  }

  /** Commits what an effect reported together with the rows that belong to it. */
  #settle(report: Report, effect_id: number): void {
    if (report.type === "purged") {
      this.#erase(report.operation_id);
      return;
    }
    const result = this.apply(report, effect_id);
    if (!result.ok) throw new Error(`report ${report.type} was refused: ${result.refusal.message}`);
    if (report.type === "saved") this.clocks.saved();
  }

  /** Nothing is left of it outside; now its own memory goes. */
  #erase(operation_id: string): void {
    this.journal.erase();
    this.#record = null;
    this.#waiters.ended(operation_id);
    this.pages.closeAll(CLOSE_CODES.gone, "deleted");
    this.#ctx.waitUntil(this.#deadlines.arm());
  }

  #afterCommit({ record, events, effects, ended, voided_operation_id }: Decision): void {
    this.pages.changed(record, events);
    if (voided_operation_id) this.#runner.abandon(voided_operation_id);
    // The lock lets one export run at a time: however it ended, nothing is kept of what it signed in with.
    if (ended?.operation.type === "export") this.credentials.clear();
    if (ended) this.#waiters.ended(ended.operation.id);
    // Before their terminals are closed: a recording says why it ended.
    this.recordings.follow();
    this.#upkeep.watch();
    this.#ctx.waitUntil(this.#thaw.look());
    const lease = record.operation?.expires_at ?? null;
    this.#ctx.waitUntil(this.#deadlines.set("lease", lease));
    this.#ctx.waitUntil(this.clocks.changed());
    if (effects.length > 0) this.#ctx.waitUntil(this.#upkeep.drain());
    this.#ctx.waitUntil(this.#announcer.flush());
    this.#ctx.waitUntil(this.#projector.flush());
  }
}
