/** Long-running processes: they outlive the request that started them, and their last output is kept. */
import { constants } from "node:os";
import {
  BYTE_FRAME_HEADER,
  BYTE_FRAME_KINDS,
  BYTE_FRAMES_TYPE,
  encodeJsonFrame,
  writeByteFrameHeader,
} from "../../workers/domain/terminal/byte-frames.ts";
import { KILL_GRACE_MS, type ProcessInfo, type ProcessRequest } from "../../workers/engines/agent-api.ts";
import type { ActivityClock } from "./activity.ts";
import { type Command, startCommand } from "./command.ts";
import type { Exchange } from "./exchange.ts";
import type { Freezer } from "./freezer.ts";
import type { Pipes } from "./pipes.ts";
import { ProcessOutput } from "./process-output.ts";
import { endTree, signalGroup } from "./process-tree.ts";
import { invalid, Refused } from "./refused.ts";
import type { Settings } from "./settings.ts";

const MAX_EXITED = 50;
const FRAME_BYTES = 64 * 1024;

interface Entry {
  /** The request as JSON, to tell the same one from another under its id. */
  readonly input: string;
  info: ProcessInfo;
  readonly command: Command;
  readonly output: ProcessOutput;
  /** Followers that wait for more. */
  readonly waiting: Set<() => void>;
}

export class Processes {
  readonly #settings: Settings;
  readonly #pipes: Pipes;
  readonly #activity: ActivityClock;
  readonly #freezer: Freezer;
  readonly #onExit: (info: ProcessInfo) => void;
  readonly #entries = new Map<string, Entry>();
  /** Ids whose command is being started: a second start waits for the first. */
  readonly #starting = new Map<string, Promise<unknown>>();

  constructor(
    settings: Settings,
    pipes: Pipes,
    activity: ActivityClock,
    freezer: Freezer,
    onExit: (info: ProcessInfo) => void,
  ) {
    this.#settings = settings;
    this.#pipes = pipes;
    this.#activity = activity;
    this.#freezer = freezer;
    this.#onExit = onExit;
  }

  get running(): number {
    return this.list().filter((info) => info.state === "running").length;
  }

  list(): ProcessInfo[] {
    return [...this.#entries.values()].map(toInfo);
  }

  get(processId: string): ProcessInfo {
    return toInfo(this.#entry(processId));
  }

  /** Idempotent by id and input. */
  async start(request: ProcessRequest): Promise<{ created: boolean; info: ProcessInfo }> {
    const input = JSON.stringify(request);
    await this.#starting.get(request.process_id)?.catch(() => undefined); // the first caller is told
    const existing = this.#entries.get(request.process_id);
    if (existing) {
      if (existing.input === input) return { created: false, info: toInfo(existing) };
      throw new Refused(
        409,
        "process_conflict",
        `The process ${request.process_id} was started with other input.`,
        {
          field: "process_id",
          next_step: "Use a new process_id.",
        },
      );
    }
    const starting = this.#start(request, input);
    this.#starting.set(request.process_id, starting);
    try {
      return { created: true, info: toInfo(await starting) };
    } finally {
      this.#starting.delete(request.process_id);
    }
  }

  async signal(processId: string, signal: string): Promise<void> {
    const { command, info } = this.#entry(processId);
    if (!(signal in constants.signals)) throw invalid("signal", "signal must be a name such as SIGTERM.");
    if (info.state === "exited") return;
    this.#freezer.check();
    if (signal === "SIGKILL") await endTree(command, "SIGKILL", KILL_GRACE_MS);
    else signalGroup(command.pid, signal as NodeJS.Signals);
  }

  /** Streams what is kept from `since` on; with `follow`, what comes until the process has exited. */
  async sendOutput({ response }: Exchange, processId: string, since: number, follow: boolean): Promise<void> {
    const entry = this.#entry(processId);
    const { output } = entry;
    if (since > output.endOffset)
      throw invalid("since", `Only ${output.endOffset} bytes were written so far.`);
    response.writeHead(200, { "content-type": BYTE_FRAMES_TYPE });
    let wake: () => void = () => undefined;
    const until = (register: (wake: () => void) => void) =>
      new Promise<void>((resolve) => {
        wake = resolve;
        register(resolve);
      });
    response.on("close", () => wake()).on("drain", () => wake());
    let at = -1; // nothing announced yet
    let wanted = since;
    while (!response.destroyed) {
      const next = output.next(wanted, FRAME_BYTES, BYTE_FRAME_HEADER);
      const offset = next?.offset ?? Math.max(wanted, output.firstOffset);
      if (offset !== at) {
        const start = { offset, first_offset: output.firstOffset };
        response.write(encodeJsonFrame(BYTE_FRAME_KINDS.started, start));
        at = offset;
      }
      if (next) {
        writeByteFrameHeader(next.frame, next.kind);
        at += next.frame.byteLength - BYTE_FRAME_HEADER;
        wanted = at;
        if (!response.write(next.frame) && !response.destroyed) await until(() => undefined);
      } else if (entry.info.state === "exited") {
        const { exit_code, signal } = entry.info;
        const end = { exit_code, signal, offset: output.endOffset };
        response.end(encodeJsonFrame(BYTE_FRAME_KINDS.end, end));
        return;
      } else if (follow) {
        await until((resume) => entry.waiting.add(resume));
        entry.waiting.delete(wake);
      } else break;
    }
    response.end();
  }

  async #start(request: ProcessRequest, input: string): Promise<Entry> {
    const output = new ProcessOutput();
    const waiting = new Set<() => void>();
    const wakeAll = () => {
      const woken = [...waiting];
      waiting.clear();
      for (const wake of woken) wake();
    };
    const command = await startCommand(this.#settings, this.#pipes, request, {
      group: `process-${request.process_id}`,
      stdin: "none",
      freezer: this.#freezer,
      onOutput: (kind, bytes) => {
        output.append(kind, bytes);
        this.#activity.touch("process_output");
        wakeAll();
      },
    });
    const entry: Entry = { input, info: newInfo(request, command.pid), command, output, waiting };
    this.#entries.set(request.process_id, entry);
    this.#activity.touch("process_output");
    void command.ended.then(({ exit_code, signal }) => {
      const exited_at = new Date().toISOString();
      entry.info = { ...entry.info, state: "exited", exit_code, signal, exited_at };
      wakeAll();
      this.#onExit(toInfo(entry));
      this.#forgetOldest();
    });
    return entry;
  }

  #entry(processId: string): Entry {
    const entry = this.#entries.get(processId);
    if (entry) return entry;
    throw new Refused(404, "process_not_found", `There is no process ${processId}.`);
  }

  #forgetOldest(): void {
    const exited = [...this.#entries].filter(([, entry]) => entry.info.state === "exited");
    for (const [id] of exited.slice(0, Math.max(0, exited.length - MAX_EXITED))) this.#entries.delete(id);
  }
}

function newInfo({ process_id, source }: ProcessRequest, pid: number): ProcessInfo {
  const ended = { exit_code: null, signal: null, exited_at: null };
  const offsets = { first_offset: 0, offset: 0 };
  return {
    process_id,
    source,
    pid,
    state: "running",
    started_at: new Date().toISOString(),
    ...ended,
    ...offsets,
  };
}

function toInfo({ info, output }: Entry): ProcessInfo {
  return { ...info, first_offset: output.firstOffset, offset: output.endOffset };
}
