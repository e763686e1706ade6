import { createHash } from "node:crypto";
import type { Activity, ActivityCause, ArchiveResult, Completion } from "../../../engines/agent-api.ts";
import type { Owner, Simulation } from "../simulation.ts";
import { Answer, refused } from "./answer.ts";
import { decodeArchive, encodeArchive } from "./archive.ts";
import { bodyOf } from "./body.ts";
import { SimulatedSocket } from "./socket.ts";
import { type Follower, Task } from "./task.ts";

/** Activity is told to those who listen at most this often, ms. */
const ACTIVITY_EVERY_MS = 10_000;

/** One request as it arrives; `body` is what came whole. */
export interface AgentRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly body: Uint8Array;
  readonly owner: Owner | null;
  readonly signal: AbortSignal | null;
}

/** The agent of one run: answers what the product asks of it, over a workspace that outlives it. */
export class SimulatedAgent {
  readonly generation: number;
  readonly files: Map<string, number>;
  readonly #simulation: Simulation;
  readonly #archives = new Map<string, ArchiveResult>();
  readonly #sockets = new Set<SimulatedSocket>();
  #task: Task | null = null;
  #activity: { last_at: number; because: ActivityCause };
  #complete: Completion | null = null;
  #told_at = 0;
  /** Of the last freeze or thaw; while frozen nothing in it runs. */
  #freeze = 0;
  frozen = false;
  /** Shells that somebody is attached to. */
  terminals = 0;

  constructor(simulation: Simulation, generation: number, files: Map<string, number>) {
    this.#simulation = simulation;
    this.generation = generation;
    this.files = files;
    this.#activity = { last_at: simulation.now, because: "started" };
  }

  /** When something was last done in it, epoch ms. */
  get last_at(): number {
    return this.#activity.last_at;
  }

  get task(): Task | null {
    return this.#task;
  }

  touch(because: ActivityCause): void {
    const { now } = this.#simulation;
    this.#activity = { last_at: now, because };
    if (now - this.#told_at < ACTIVITY_EVERY_MS) return;
    this.#told_at = now;
    this.#tell({ type: "activity", activity: this.#activityBody() });
  }

  /** `sandbox-complete` inside. */
  complete(exit_code: number): void {
    this.#complete = { exit_code, at: new Date(this.#simulation.now).toISOString() };
    this.#tell({ type: "complete", ...this.#complete });
  }

  /** Everything in it dies, and every connection with it. */
  die(): void {
    this.dropSockets();
    this.#task?.die();
  }

  dropSockets(): void {
    for (const socket of [...this.#sockets]) socket.drop();
  }

  answer(request: AgentRequest): Answer {
    const [, folder, id, part] = request.path.split("/");
    switch (`${request.method} /${folder}`) {
      case "GET /health":
        return this.#json({ generation: this.generation, version: "1", uptime_ms: 1 });
      case "GET /activity":
        return this.#json(this.#activityBody());
      case "GET /workspace": // …/fingerprint
        return this.#json(this.#fingerprint());
      case "GET /archive":
        return this.#archive(request);
      case "GET /archives":
        return this.#archiveResult(id ?? "");
      case "POST /freeze":
        return this.#freezeBy(numberIn(request.body));
      case "POST /thaw":
        return this.#thawBy(numberIn(request.body));
      case "PUT /archive":
        return this.#restore(request.body);
      case "POST /processes":
        return this.#start(JSON.parse(new TextDecoder().decode(request.body)) as { process_id: string });
      case "GET /processes":
        return part === "output" ? this.#follow(id ?? "", request) : this.#json({ items: [] });
      case "GET /events":
        return this.#events(request.owner);
      default:
        return refused(this.generation, 404, "not_found", false);
    }
  }

  #json(json: unknown): Answer {
    return new Answer(this.generation, { json });
  }

  #activityBody(): Activity {
    const { last_at, because } = this.#activity;
    const attached = { terminals: this.terminals, execs: 0, processes: 0, connections: 0 };
    return { last_at: new Date(last_at).toISOString(), because, attached };
  }

  #fingerprint() {
    const bytes = encodeArchive(this.files);
    const fingerprint = createHash("sha256").update(bytes).digest("hex");
    return { fingerprint, file_count: this.files.size, size_bytes: bytes.byteLength };
  }

  #archive({ query, owner }: AgentRequest): Answer {
    const id = query.get("archive_id") ?? "";
    const bytes = encodeArchive(this.files);
    this.#archives.delete(id);
    const result = {
      size_bytes: bytes.byteLength,
      content_sha256: createHash("sha256").update(bytes).digest("hex"),
      file_count: this.files.size,
      commit: null,
    };
    const body = bodyOf(this.#simulation, owner, "agent", bytes, () => this.#archives.set(id, result));
    return new Answer(this.generation, { body });
  }

  #archiveResult(id: string): Answer {
    const result = this.#archives.get(id);
    return result ? this.#json(result) : refused(this.generation, 404, "archive_incomplete", true);
  }

  /** As container/agent/freezer.ts orders what may overtake each other. */
  #freezeBy(number: number): Answer {
    const outdated = number < this.#freeze || (number === this.#freeze && !this.frozen);
    if (outdated) return refused(this.generation, 409, "freeze_outdated", true);
    const stopped = this.frozen ? 0 : 1;
    this.#freeze = number;
    this.frozen = true;
    return this.#json({ stopped });
  }

  #thawBy(number: number): Answer {
    if (number >= this.#freeze) {
      this.#freeze = number;
      this.frozen = false;
    }
    return this.#json({});
  }

  #restore(archive: Uint8Array): Answer {
    const files = decodeArchive(archive);
    if (!files) return refused(this.generation, 400, "archive_corrupt", false);
    this.files.clear();
    for (const [path, content] of files) this.files.set(path, content);
    return this.#json({ file_count: files.size, size_bytes: archive.byteLength });
  }

  #start({ process_id }: { process_id: string }): Answer {
    this.#task ??= new Task(process_id);
    return this.#json({ process_id, source: "task", pid: 1, state: "running" });
  }

  #follow(process_id: string, { query, owner, signal }: AgentRequest): Answer {
    const task = this.#task;
    if (task?.process_id !== process_id) return refused(this.generation, 404, "process_unknown", false);
    const follower: Follower = {
      owner,
      signal,
      enqueue: (run) => this.#simulation.enqueue(owner, undefined, run),
    };
    return new Answer(this.generation, { body: task.follow(Number(query.get("since") ?? 0), follower) });
  }

  #events(owner: Owner | null): Answer {
    const socket = new SimulatedSocket(this.#simulation, owner, () => this.#sockets.delete(socket));
    this.#sockets.add(socket);
    const snapshot = { processes: [], ptys: [], ports: [], activity: this.#activityBody() };
    socket.send({ type: "snapshot", ...snapshot, complete: this.#complete });
    return new Answer(this.generation, { webSocket: socket });
  }

  #tell(event: object): void {
    for (const socket of this.#sockets) socket.send(event);
  }
}

function numberIn(body: Uint8Array): number {
  return (JSON.parse(new TextDecoder().decode(body)) as { number: number }).number;
}
