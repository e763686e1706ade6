/**
 * Typed client of a sandbox's agent, over any engine's transport. Web APIs only. Failures are thrown as
 * EngineError with the agent's own refusal. Nothing here starts a sandbox.
 */
import { BYTE_FRAMES_TYPE } from "../domain/byte-frames.ts";
import type { FromPtyFrame } from "../domain/protocol.ts";
import { agentRefusal, checkGeneration, unexpectedAgentAnswer } from "./agent-answers.ts";
import type {
  Activity,
  AgentHealth,
  ArchiveResult,
  DirectoryListing,
  ExecEnd,
  ExecRequest,
  FileEntry,
  Frozen,
  GitFacts,
  ListeningPort,
  ProcessInfo,
  ProcessRequest,
  PtyInfo,
  PtyRequest,
  PtyScreen,
  RestoreResult,
  WorkspaceFingerprint,
} from "./agent-api.ts";
import { bodyOf, execBody, join, post, type Stdin, streamed } from "./agent-bodies.ts";
import { Deadline, outerDeadline } from "./agent-deadline.ts";
import { type ExecFrame, execFrames, type ProcessFrame, processFrames } from "./agent-frames.ts";
import { frameList, screenFrame } from "./agent-pty-frames.ts";
import type { AgentTransport } from "./engine.ts";

/** How long the agent may take to begin to answer, and to take in a whole archive. */
const ANSWER_MS = 30_000;
const RESTORE_MS = 60 * 60 * 1000;
/** And to walk through millions of files. */
const WALK_MS = 5 * 60 * 1000;

export interface ExecOptions {
  readonly stdin?: Stdin;
  /** Aborting ends the command: TERM to its group, KILL 5 s later. */
  readonly signal?: AbortSignal;
}

export type { Stdin };

export interface RunResult extends ExecEnd {
  readonly stdout: Uint8Array;
  readonly stderr: Uint8Array;
}

export interface PtyAttachment {
  /** Offset that the viewer has; everything still kept when absent. */
  readonly since?: number;
  /** Stable id of the viewer: numbers its input across reconnects. */
  readonly viewer: string;
  /** False: only input, sizes and the exit travel on this socket; the output goes another way. */
  readonly output?: boolean;
}

export class AgentClient {
  readonly #transport: AgentTransport;
  readonly #generation: number;

  constructor(transport: AgentTransport, generation: number) {
    this.#transport = transport;
    this.#generation = generation;
  }

  async health(): Promise<AgentHealth> {
    return await this.#json("/health");
  }

  /** Starts a command; its frames end with `end` or the iteration throws. Leaving the loop ends the command. */
  async exec(request: ExecRequest, options: ExecOptions = {}): Promise<AsyncGenerator<ExecFrame, void>> {
    const outer = outerDeadline(request.timeout_ms);
    const deadline = new Deadline(options.signal);
    const body = streamed(execBody(request, options.stdin));
    const headers = { "content-type": "application/octet-stream", accept: BYTE_FRAMES_TYPE };
    const init = { ...body, method: "POST", headers, signal: deadline.signal };
    deadline.set(outer ?? Infinity, "an exec");
    const response = await this.#checked("/exec", init, deadline);
    return deadline.during(execFrames(bodyOf(response)));
  }

  /** Runs a command to its end and collects its output, at most `limit` bytes of both together (default 1 MiB). */
  async run(request: ExecRequest, options: ExecOptions & { limit?: number } = {}): Promise<RunResult> {
    const limit = options.limit ?? 1024 * 1024;
    const chunks = { stdout: [] as Uint8Array[], stderr: [] as Uint8Array[] };
    for await (const frame of await this.exec({ output_limit_bytes: limit, ...request }, options)) {
      if (frame.type === "end")
        return { ...frame.end, stdout: join(chunks.stdout), stderr: join(chunks.stderr) };
      if (frame.type !== "started") chunks[frame.type].push(frame.data);
    }
    throw unexpectedAgentAnswer("an exec without an end");
  }

  async cancelExec(execId: string): Promise<void> {
    await this.#call(`/exec/${encodeURIComponent(execId)}/cancel`, { method: "POST" });
  }

  async startProcess(request: ProcessRequest): Promise<ProcessInfo> {
    return await this.#json("/processes", post(request));
  }

  async processes(): Promise<readonly ProcessInfo[]> {
    return (await this.#json<{ items: ProcessInfo[] }>("/processes")).items;
  }

  async process(processId: string): Promise<ProcessInfo> {
    return await this.#json(`/processes/${encodeURIComponent(processId)}`);
  }

  /** `signal` is a name such as "SIGTERM"; the whole process group gets it. */
  async signalProcess(processId: string, signal: string): Promise<void> {
    await this.#call(`/processes/${encodeURIComponent(processId)}/signal`, post({ signal }));
  }

  /** Output from `since` on; with `follow`, until the process ends. Leaving the loop stops following only. */
  async processOutput(
    processId: string,
    options: { since?: number; follow?: boolean; signal?: AbortSignal } = {},
  ): Promise<AsyncGenerator<ProcessFrame, void>> {
    const query = new URLSearchParams({
      since: String(options.since ?? 0),
      follow: options.follow ? "1" : "0",
    });
    const path = `/processes/${encodeURIComponent(processId)}/output?${query}`;
    return processFrames(bodyOf(await this.#open(path, {}, options.signal)));
  }

  async createPty(request: PtyRequest): Promise<PtyInfo> {
    return await this.#json("/ptys", post(request));
  }

  async listPtys(): Promise<readonly PtyInfo[]> {
    return (await this.#json<{ items: PtyInfo[] }>("/ptys")).items;
  }

  /** HUP, then KILL; an absent PTY is a success. */
  async closePty(ptyId: string): Promise<void> {
    await this.#call(`/ptys/${encodeURIComponent(ptyId)}`, { method: "DELETE" });
  }

  /** Null takes the name away. */
  async renamePty(ptyId: string, name: string | null): Promise<PtyInfo> {
    return await this.#json(`/ptys/${encodeURIComponent(ptyId)}`, { ...post({ name }), method: "PATCH" });
  }

  /**
   * What an attached viewer would be sent from `since` to now: `dropped` and `screen`, or `size`, then output and sizes.
   * Everything still kept when `since` is undefined.
   */
  async ptyTape(ptyId: string, since?: number): Promise<FromPtyFrame[]> {
    const query = since === undefined ? "" : `?since=${since}`;
    return frameList(await this.#bytes(`/ptys/${encodeURIComponent(ptyId)}/tape${query}`));
  }

  /** What it shows now, without what is above the screen; `screen_unknown` where nobody knows. */
  async ptyScreen(ptyId: string): Promise<PtyScreen> {
    return screenFrame(await this.#bytes(`/ptys/${encodeURIComponent(ptyId)}/screen`));
  }

  /** A socket that speaks domain/protocol.ts. The caller calls `accept()` on it. */
  async attachPty(ptyId: string, attachment: PtyAttachment): Promise<WebSocket> {
    const query = new URLSearchParams({ viewer: attachment.viewer });
    if (attachment.since !== undefined) query.set("since", String(attachment.since));
    if (attachment.output === false) query.set("output", "0");
    return await this.#socket(`/ptys/${encodeURIComponent(ptyId)}/attach?${query}`);
  }

  async listFiles(path: string): Promise<DirectoryListing> {
    return await this.#json(`/files?${new URLSearchParams({ path })}`);
  }

  async statFile(path: string): Promise<FileEntry> {
    return await this.#json(`/files/stat?${new URLSearchParams({ path })}`);
  }

  /** The agent's answer as it is: 200 or 206 with `content-range`; `range` is an HTTP Range header's value. */
  async readFile(path: string, range?: string, signal?: AbortSignal): Promise<Response> {
    const init = range === undefined ? {} : { headers: { range } };
    return await this.#open(`/files/content?${new URLSearchParams({ path })}`, init, signal);
  }

  /** Atomic: the file is either as it was or wholly new. Missing parent folders are made. `mode`: permission bits. */
  async writeFile(
    path: string,
    body: Stdin,
    mode?: number,
  ): Promise<{ size_bytes: number; created: boolean }> {
    const query = new URLSearchParams({ path });
    if (mode !== undefined) query.set("mode", mode.toString(8));
    const response = await this.#long(`/files/content?${query}`, { method: "PUT", ...streamed(body) });
    const { size_bytes } = (await response.json()) as { size_bytes: number };
    return { size_bytes, created: response.status === 201 };
  }

  async renameFile(from: string, to: string): Promise<void> {
    await this.#call("/files/rename", post({ from, to }));
  }

  async makeDirectory(path: string): Promise<void> {
    await this.#call("/files/directories", post({ path }));
  }

  async deleteFile(path: string, options: { recursive?: boolean } = {}): Promise<void> {
    const query = new URLSearchParams({ path, recursive: options.recursive ? "1" : "0" });
    await this.#call(`/files?${query}`, { method: "DELETE" });
  }

  async ports(): Promise<readonly ListeningPort[]> {
    return (await this.#json<{ items: ListeningPort[] }>("/ports")).items;
  }

  /** HTTP, or WebSocket with an `Upgrade` header, to a port in the sandbox; `path` begins with "/". The answer is the program's own. */
  async proxy(port: number, path: string, init: RequestInit = {}): Promise<Response> {
    return await this.#transport.fetch(`/ports/${port}/proxy${path}`, { ...init, redirect: "manual" });
  }

  /** The workspace as tar.gz. Read it to the end, then ask `archiveResult`; a stream that fails throws while being read. */
  async archive(archiveId: string, signal?: AbortSignal): Promise<ReadableStream<Uint8Array>> {
    return bodyOf(await this.#open(`/archive?archive_id=${encodeURIComponent(archiveId)}`, {}, signal));
  }

  /** Throws `archive_incomplete` unless the whole archive was sent. */
  async archiveResult(archiveId: string): Promise<ArchiveResult> {
    return await this.#json(`/archives/${encodeURIComponent(archiveId)}`);
  }

  /** Replaces the workspace's content; on `archive_corrupt` it is as it was. */
  async restore(archive: ReadableStream<Uint8Array>): Promise<RestoreResult> {
    const response = await this.#long("/archive", { method: "PUT", ...streamed(archive) });
    return (await response.json()) as RestoreResult;
  }

  /** Reads every inode of the workspace, no file. */
  async fingerprint(): Promise<WorkspaceFingerprint> {
    return await this.#json("/workspace/fingerprint", {}, WALK_MS);
  }

  /**
   * Stops all that runs but the agent, which then changes nothing any more. Each freeze has a number of its own, greater
   * than those before; the same one again tells whether anything has run since.
   */
  async freeze(number: number): Promise<Frozen> {
    return await this.#json("/freeze", post({ number }));
  }

  /** Lets it go on, also when its freeze is still on the way. */
  async thaw(number: number): Promise<void> {
    await this.#call("/thaw", post({ number }));
  }

  async git(): Promise<GitFacts> {
    return await this.#json("/git");
  }

  async activity(): Promise<Activity> {
    return await this.#json("/activity");
  }

  /** A socket of JSON text messages, `AgentEvent`. The caller calls `accept()` on it. */
  async events(): Promise<WebSocket> {
    return await this.#socket("/events");
  }

  async #json<T>(path: string, init: RequestInit = {}, patience_ms = ANSWER_MS): Promise<T> {
    const deadline = new Deadline();
    deadline.set(patience_ms, path);
    const response = await this.#checked(path, { ...init, signal: deadline.signal }, deadline);
    try {
      return (await response.json()) as T;
    } catch (error) {
      throw deadline.expired ?? Object.assign(unexpectedAgentAnswer("not JSON"), { cause: error });
    } finally {
      deadline.clear();
    }
  }

  async #bytes(path: string): Promise<Uint8Array> {
    const deadline = new Deadline();
    deadline.set(ANSWER_MS, path);
    const response = await this.#checked(path, { signal: deadline.signal }, deadline);
    try {
      return new Uint8Array(await response.arrayBuffer());
    } catch (error) {
      throw deadline.expired ?? error;
    } finally {
      deadline.clear();
    }
  }

  async #call(path: string, init: RequestInit): Promise<void> {
    const deadline = new Deadline();
    deadline.set(ANSWER_MS, path);
    const response = await this.#checked(path, { ...init, signal: deadline.signal }, deadline);
    deadline.clear();
    await response.body?.cancel();
  }

  /** An answer whose body streams as long as it likes; only its beginning has a deadline. */
  async #open(path: string, init: RequestInit = {}, signal?: AbortSignal): Promise<Response> {
    const deadline = new Deadline(signal);
    deadline.set(ANSWER_MS, path);
    const response = await this.#checked(path, { ...init, signal: deadline.signal }, deadline);
    deadline.clear();
    return response;
  }

  /** A request whose body is long and whose answer comes after it. */
  async #long(path: string, init: RequestInit): Promise<Response> {
    const deadline = new Deadline();
    deadline.set(RESTORE_MS, path);
    const response = await this.#checked(path, { ...init, signal: deadline.signal }, deadline);
    deadline.clear();
    return response;
  }

  async #socket(path: string): Promise<WebSocket> {
    const response: Response & { readonly webSocket?: WebSocket | null } = await this.#transport.fetch(path, {
      headers: { upgrade: "websocket" },
    });
    if (response.webSocket) {
      checkGeneration(response, this.#generation);
      return response.webSocket;
    }
    throw response.ok ? unexpectedAgentAnswer("no WebSocket") : await agentRefusal(response);
  }

  async #checked(path: string, init: RequestInit, deadline: Deadline): Promise<Response> {
    let response: Response;
    try {
      response = await this.#transport.fetch(path, init);
    } catch (error) {
      deadline.clear();
      throw deadline.expired ?? error;
    }
    if (response.ok) {
      checkGeneration(response, this.#generation);
      return response;
    }
    deadline.clear();
    throw await agentRefusal(response);
  }
}
