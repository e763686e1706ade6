/**
 * Typed client of a sandbox's agent, over any engine's transport. Web APIs only. Failures are thrown as
 * EngineError with the agent's own refusal. Nothing here starts a sandbox.
 */
import type { FromPtyFrame } from "../domain/protocol.ts";
import type {
  Activity,
  AgentHealth,
  ArchiveResult,
  DirectoryListing,
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
import { bodyOf, post, type Stdin, streamed } from "./agent-bodies.ts";
import { AgentCalls } from "./agent-calls.ts";
import { collected, type ExecOptions, type RunResult, startExec } from "./agent-exec.ts";
import { type ExecFrame, type ProcessFrame, processFrames } from "./agent-frames.ts";
import { frameList, screenFrame } from "./agent-pty-frames.ts";
import type { AgentTransport } from "./engine.ts";

/** How long the agent may take to walk through millions of files. */
const WALK_MS = 5 * 60 * 1000;

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
  readonly #calls: AgentCalls;

  constructor(transport: AgentTransport, generation: number) {
    this.#transport = transport;
    this.#calls = new AgentCalls(transport, generation);
  }

  async health(): Promise<AgentHealth> {
    return await this.#calls.json("/health");
  }

  /** Starts a command; its frames end with `end` or the iteration throws. Leaving the loop ends the command. */
  async exec(request: ExecRequest, options: ExecOptions = {}): Promise<AsyncGenerator<ExecFrame, void>> {
    return await startExec(this.#calls, request, options);
  }

  /** Runs a command to its end and collects its output, at most `limit` bytes of both together (default 1 MiB). */
  async run(request: ExecRequest, options: ExecOptions & { limit?: number } = {}): Promise<RunResult> {
    const output_limit_bytes = options.limit ?? 1024 * 1024;
    return await collected(await this.exec({ output_limit_bytes, ...request }, options));
  }

  async cancelExec(execId: string): Promise<void> {
    await this.#calls.call(`/exec/${encodeURIComponent(execId)}/cancel`, { method: "POST" });
  }

  async startProcess(request: ProcessRequest): Promise<ProcessInfo> {
    return await this.#calls.json("/processes", post(request));
  }

  async processes(): Promise<readonly ProcessInfo[]> {
    return (await this.#calls.json<{ items: ProcessInfo[] }>("/processes")).items;
  }

  async process(processId: string): Promise<ProcessInfo> {
    return await this.#calls.json(`/processes/${encodeURIComponent(processId)}`);
  }

  /** `signal` is a name such as "SIGTERM"; the whole process group gets it. */
  async signalProcess(processId: string, signal: string): Promise<void> {
    await this.#calls.call(`/processes/${encodeURIComponent(processId)}/signal`, post({ signal }));
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
    return processFrames(bodyOf(await this.#calls.open(path, {}, options.signal)));
  }

  async createPty(request: PtyRequest): Promise<PtyInfo> {
    return await this.#calls.json("/ptys", post(request));
  }

  async listPtys(): Promise<readonly PtyInfo[]> {
    return (await this.#calls.json<{ items: PtyInfo[] }>("/ptys")).items;
  }

  /** HUP, then KILL; an absent PTY is a success. */
  async closePty(ptyId: string): Promise<void> {
    await this.#calls.call(`/ptys/${encodeURIComponent(ptyId)}`, { method: "DELETE" });
  }

  /** Null takes the name away. */
  async renamePty(ptyId: string, name: string | null): Promise<PtyInfo> {
    return await this.#calls.json(`/ptys/${encodeURIComponent(ptyId)}`, {
      ...post({ name }),
      method: "PATCH",
    });
  }

  /**
   * What an attached viewer would be sent from `since` to now: `dropped` and `screen`, or `size`, then output and sizes.
   * Everything still kept when `since` is undefined.
   */
  async ptyTape(ptyId: string, since?: number): Promise<FromPtyFrame[]> {
    const query = since === undefined ? "" : `?since=${since}`;
    return frameList(await this.#calls.bytes(`/ptys/${encodeURIComponent(ptyId)}/tape${query}`));
  }

  /** What it shows now, without what is above the screen; `screen_unknown` where nobody knows. */
  async ptyScreen(ptyId: string): Promise<PtyScreen> {
    return screenFrame(await this.#calls.bytes(`/ptys/${encodeURIComponent(ptyId)}/screen`));
  }

  /** A socket that speaks domain/protocol.ts. The caller calls `accept()` on it. */
  async attachPty(ptyId: string, attachment: PtyAttachment): Promise<WebSocket> {
    const query = new URLSearchParams({ viewer: attachment.viewer });
    if (attachment.since !== undefined) query.set("since", String(attachment.since));
    if (attachment.output === false) query.set("output", "0");
    return await this.#calls.socket(`/ptys/${encodeURIComponent(ptyId)}/attach?${query}`);
  }

  async listFiles(path: string): Promise<DirectoryListing> {
    return await this.#calls.json(`/files?${new URLSearchParams({ path })}`);
  }

  async statFile(path: string): Promise<FileEntry> {
    return await this.#calls.json(`/files/stat?${new URLSearchParams({ path })}`);
  }

  /** The agent's answer as it is: 200 or 206 with `content-range`; `range` is an HTTP Range header's value. */
  async readFile(path: string, range?: string, signal?: AbortSignal): Promise<Response> {
    const init = range === undefined ? {} : { headers: { range } };
    return await this.#calls.open(`/files/content?${new URLSearchParams({ path })}`, init, signal);
  }

  /** Atomic: the file is either as it was or wholly new. Missing parent folders are made. `mode`: permission bits. */
  async writeFile(
    path: string,
    body: Stdin,
    mode?: number,
  ): Promise<{ size_bytes: number; created: boolean }> {
    const query = new URLSearchParams({ path });
    if (mode !== undefined) query.set("mode", mode.toString(8));
    const response = await this.#calls.long(`/files/content?${query}`, { method: "PUT", ...streamed(body) });
    const { size_bytes } = (await response.json()) as { size_bytes: number };
    return { size_bytes, created: response.status === 201 };
  }

  async renameFile(from: string, to: string): Promise<void> {
    await this.#calls.call("/files/rename", post({ from, to }));
  }

  async makeDirectory(path: string): Promise<void> {
    await this.#calls.call("/files/directories", post({ path }));
  }

  async deleteFile(path: string, options: { recursive?: boolean } = {}): Promise<void> {
    const query = new URLSearchParams({ path, recursive: options.recursive ? "1" : "0" });
    await this.#calls.call(`/files?${query}`, { method: "DELETE" });
  }

  async ports(): Promise<readonly ListeningPort[]> {
    return (await this.#calls.json<{ items: ListeningPort[] }>("/ports")).items;
  }

  /** HTTP, or WebSocket with an `Upgrade` header, to a port in the sandbox; `path` begins with "/". The answer is the program's own. */
  async proxy(port: number, path: string, init: RequestInit = {}): Promise<Response> {
    return await this.#transport.fetch(`/ports/${port}/proxy${path}`, { ...init, redirect: "manual" });
  }

  /** The workspace as tar.gz. Read it to the end, then ask `archiveResult`; a stream that fails throws while being read. */
  async archive(archiveId: string, signal?: AbortSignal): Promise<ReadableStream<Uint8Array>> {
    return bodyOf(await this.#calls.open(`/archive?archive_id=${encodeURIComponent(archiveId)}`, {}, signal));
  }

  /** Throws `archive_incomplete` unless the whole archive was sent. */
  async archiveResult(archiveId: string): Promise<ArchiveResult> {
    return await this.#calls.json(`/archives/${encodeURIComponent(archiveId)}`);
  }

  /** Replaces the workspace's content; on `archive_corrupt` it is as it was. */
  async restore(archive: ReadableStream<Uint8Array>): Promise<RestoreResult> {
    const response = await this.#calls.long("/archive", { method: "PUT", ...streamed(archive) });
    return (await response.json()) as RestoreResult;
  }

  /** Reads every inode of the workspace, no file. */
  async fingerprint(): Promise<WorkspaceFingerprint> {
    return await this.#calls.json("/workspace/fingerprint", {}, WALK_MS);
  }

  /**
   * Stops all that runs but the agent, which then changes nothing any more. Each freeze has a number of its own, greater
   * than those before; the same one again tells whether anything has run since.
   */
  async freeze(number: number): Promise<Frozen> {
    return await this.#calls.json("/freeze", post({ number }));
  }

  /** Lets it go on, also when its freeze is still on the way. */
  async thaw(number: number): Promise<void> {
    await this.#calls.call("/thaw", post({ number }));
  }

  async git(): Promise<GitFacts> {
    return await this.#calls.json("/git");
  }

  async activity(): Promise<Activity> {
    return await this.#calls.json("/activity");
  }

  /** A socket of JSON text messages, `AgentEvent`. The caller calls `accept()` on it. */
  async events(): Promise<WebSocket> {
    return await this.#calls.socket("/events");
  }
}
