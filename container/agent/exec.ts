/** POST /exec: runs a command and streams its output as byte frames, as fast as the reader takes them. */
import type { IncomingMessage } from "node:http";
import {
  BYTE_FRAME_HEADER,
  BYTE_FRAME_KINDS,
  BYTE_FRAMES_TYPE,
  encodeJsonFrame,
  writeByteFrameHeader,
} from "../../workers/domain/terminal/byte-frames.ts";
import {
  type ExecEnd,
  type ExecRequest,
  KILL_GRACE_MS,
  MAX_TIMEOUT_MS,
} from "../../workers/engines/agent-api.ts";
import type { ActivityClock } from "./activity.ts";
import { type Command, type OutputKind, startCommand } from "./command.ts";
import { bodyTaken } from "./end-after-body.ts";
import { type Exchange, readFirstLine } from "./exchange.ts";
import { type ExecResult, ExecResults, execConflict, newResult } from "./exec-results.ts";
import { commandFields, idField, numberField, parseFields } from "./fields.ts";
import type { Freezer } from "./freezer.ts";
import { lazyNode } from "./lazy-node.ts";
import type { Pipes } from "./pipes.ts";
import { endTree } from "./process-tree.ts";
import { Refused } from "./refused.ts";
import type { Settings } from "./settings.ts";

/** A body announced as no longer than this is read before the command starts. */
const MAX_STDIN_CONTENT = 1024 * 1024;

export class Execs {
  readonly #settings: Settings;
  readonly #pipes: Pipes;
  readonly #activity: ActivityClock;
  readonly #freezer: Freezer;
  readonly #results = new ExecResults();

  constructor(settings: Settings, pipes: Pipes, activity: ActivityClock, freezer: Freezer) {
    this.#settings = settings;
    this.#pipes = pipes;
    this.#activity = activity;
    this.#freezer = freezer;
  }

  get running(): number {
    return this.#results.running;
  }

  cancel(execId: string): void {
    const result = this.#results.get(execId);
    if (result === undefined) throw new Refused(404, "exec_not_found", `There is no exec ${execId}.`);
    if (result.end === null) result.cancel();
  }

  async run(exchange: Exchange): Promise<void> {
    const line = await readFirstLine(exchange.request);
    const request = parseExec(line);
    const requestHash = lazyNode.crypto.hash("sha256", line);
    const earlier = this.#results.find(request.exec_id, requestHash);
    if (earlier === undefined) await this.#start(exchange, request, requestHash);
    else await replay(exchange, request.exec_id, earlier);
  }

  async #start(exchange: Exchange, request: ExecRequest, requestHash: string): Promise<void> {
    this.#freezer.check();
    const { response } = exchange;
    const frames: Uint8Array[] = []; // output may come before the started frame is written
    let send = (frame: Uint8Array) => void frames.push(frame);
    let room = request.output_limit_bytes ?? Number.POSITIVE_INFINITY;
    let truncated = false;
    const onOutput = (kind: OutputKind, bytes: Uint8Array) => {
      const kept = Math.min(room, bytes.byteLength);
      if (kept < bytes.byteLength) truncated = true;
      room -= kept;
      if (kept === 0) return;
      const frame = new Uint8Array(BYTE_FRAME_HEADER + kept);
      frame.set(kept === bytes.byteLength ? bytes : bytes.subarray(0, kept), BYTE_FRAME_HEADER);
      writeByteFrameHeader(frame, kind);
      send(frame);
    };
    let command: Command | undefined;
    let ending: Promise<void> | undefined;
    let unwanted = false;
    let over = false;
    const endNow = () => {
      unwanted = true;
      if (!command || over) return;
      const { pid, group } = command;
      ending ??= this.#freezer.thawed().then(() => endTree({ pid, group }, "SIGTERM", KILL_GRACE_MS));
    };
    const result = newResult(requestHash, endNow);
    this.#results.add(request.exec_id, result);
    this.#activity.touch("exec");
    const stdin = await stdinOf(exchange.request);
    const starting = startCommand(this.#settings, this.#pipes, request, {
      group: `exec-${request.exec_id}`,
      stdin,
      onOutput,
      freezer: this.#freezer,
      isHeldBack: () => response.writableNeedDrain && !response.destroyed,
    });
    try {
      command = await starting;
    } catch (error) {
      this.#results.remove(request.exec_id);
      throw error;
    }
    result.pid = command.pid;
    const stdinHash = feedStdin(exchange.request, stdin, command);
    const started = { exec_id: request.exec_id, pid: command.pid };
    response.writeHead(200, { "content-type": BYTE_FRAMES_TYPE });
    response.write(encodeJsonFrame(BYTE_FRAME_KINDS.started, started));
    send = (frame) => {
      this.#results.keep(result, frame);
      if (response.destroyed || response.write(frame)) return;
      for (const output of command.outputs) output.pause();
    };
    for (const frame of frames) send(frame);
    const resume = () => {
      for (const output of command.outputs) output.resume();
    };
    response.on("drain", resume);
    response.on("close", () => {
      if (response.writableFinished) return;
      endNow(); // the reader is gone: nobody wants the result
      resume();
    });
    if (unwanted || response.destroyed) endNow(); // cancelled while it was being started
    let timedOut = false;
    const onTimeout = () => {
      timedOut = true;
      endNow();
    };
    const timer = request.timeout_ms === undefined ? undefined : setTimeout(onTimeout, request.timeout_ms);

    const { exit_code, signal } = await command.ended;
    clearTimeout(timer);
    await ending;
    over = true;
    const end: ExecEnd = { exit_code, signal, timed_out: timedOut, truncated };
    response.write(encodeJsonFrame(BYTE_FRAME_KINDS.end, end));
    await bodyTaken(exchange.request); // of what the command did not read, too
    result.stdinHash = stdinHash();
    result.end = end;
    this.#activity.touch("exec");
    response.end();
  }
}

function parseExec(line: string): ExecRequest {
  const fields = parseFields(line);
  const timeout_ms = numberField(fields, "timeout_ms", 1, MAX_TIMEOUT_MS);
  const output_limit_bytes = numberField(fields, "output_limit_bytes", 0, Number.MAX_SAFE_INTEGER);
  return { exec_id: idField(fields, "exec_id"), ...commandFields(fields), timeout_ms, output_limit_bytes };
}

/** What follows the first line: content when it is announced as short, none, or a stream. */
async function stdinOf(request: IncomingMessage): Promise<Uint8Array | "stream" | "none"> {
  const announced = Number(request.headers["content-length"] ?? Number.NaN);
  if (announced <= MAX_STDIN_CONTENT || request.complete) {
    const chunks: Buffer[] = [];
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
    return chunks.length === 0 ? "none" : Buffer.concat(chunks);
  }
  return "stream";
}

/** Feeds a streamed body to the command; the returned function tells the hash of stdin so far. */
function feedStdin(
  request: IncomingMessage,
  content: Uint8Array | "stream" | "none",
  { stdin }: Command,
): () => string {
  const digest = lazyNode.crypto.createHash("sha256");
  let taken = () => {};
  if (content instanceof Uint8Array) digest.update(content);
  if (content === "stream" && stdin) {
    const take = (chunk: Buffer) => {
      digest.update(chunk);
      if (!stdin.destroyed && !stdin.write(chunk)) request.pause();
    };
    request.on("data", take);
    taken = () => void request.off("data", take);
    request.on("end", () => stdin.end());
    stdin.on("drain", () => request.resume());
    stdin.on("close", () => request.resume()); // what nobody reads is still taken from the sender
  }
  return () => {
    taken();
    return digest.digest("hex");
  };
}

/** Answers a repeated request with the kept result, once its stdin has proved to be the same. */
async function replay(exchange: Exchange, execId: string, result: ExecResult): Promise<void> {
  if (result.end === null) {
    throw new Refused(409, "exec_running", `The exec ${execId} is running.`, { retryable: true });
  }
  const digest = lazyNode.crypto.createHash("sha256");
  for await (const chunk of exchange.request as AsyncIterable<Buffer>) digest.update(chunk);
  if (digest.digest("hex") !== result.stdinHash) throw execConflict(execId);
  const { response } = exchange;
  response.writeHead(200, { "content-type": BYTE_FRAMES_TYPE });
  const started = { exec_id: execId, pid: result.pid, replayed: true };
  response.write(encodeJsonFrame(BYTE_FRAME_KINDS.started, started));
  for (const frame of result.output) response.write(frame);
  const truncated = result.end.truncated || result.incomplete;
  response.end(encodeJsonFrame(BYTE_FRAME_KINDS.end, { ...result.end, truncated }));
}
