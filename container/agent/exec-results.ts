/** Results of execs by their id: the same request again gets the same answer, another one is a conflict. */
import type { ExecEnd } from "../../workers/engines/agent-api.ts";
import { Refused } from "./refused.ts";

const MAX_RESULTS = 200;
/** Kept output of one exec, and of all together. */
const MAX_OUTPUT_EACH = 64 * 1024;
const MAX_OUTPUT_ALL = 2 * 1024 * 1024;

export interface ExecResult {
  /** SHA-256 of the request line; it may hold secrets, so it is not kept itself. */
  readonly requestHash: string;
  /** SHA-256 of stdin, set when the exec has ended. */
  stdinHash: string | null;
  end: ExecEnd | null;
  /** 0 until it has started. */
  pid: number;
  readonly output: Uint8Array[];
  outputBytes: number;
  /** Not all of the output is in `output`. */
  incomplete: boolean;
  readonly cancel: () => void;
}

export function newResult(requestHash: string, cancel: () => void): ExecResult {
  const kept = { output: [], outputBytes: 0, incomplete: false };
  return { requestHash, stdinHash: null, end: null, pid: 0, ...kept, cancel };
}

export class ExecResults {
  readonly #results = new Map<string, ExecResult>();
  #outputBytes = 0;

  get running(): number {
    let count = 0;
    for (const result of this.#results.values()) if (result.end === null) count++;
    return count;
  }

  /** What is known of the id, when it was asked for with the same request line. */
  find(execId: string, requestHash: string): ExecResult | undefined {
    const result = this.#results.get(execId);
    if (result === undefined || result.requestHash === requestHash) return result;
    throw execConflict(execId);
  }

  get(execId: string): ExecResult | undefined {
    return this.#results.get(execId);
  }

  add(execId: string, result: ExecResult): void {
    this.#results.set(execId, result);
    this.#trim();
  }

  /** Forgets an exec that could not be started. */
  remove(execId: string): void {
    this.#results.delete(execId);
  }

  /** Keeps an encoded output frame for replays, within bounds. */
  keep(result: ExecResult, frame: Uint8Array): void {
    if (result.incomplete || result.outputBytes + frame.byteLength > MAX_OUTPUT_EACH) {
      result.incomplete = true;
      return;
    }
    result.output.push(frame);
    result.outputBytes += frame.byteLength;
    this.#outputBytes += frame.byteLength;
    if (this.#outputBytes > MAX_OUTPUT_ALL) this.#trim();
  }

  #trim(): void {
    for (const [execId, result] of this.#results) {
      if (this.#results.size <= MAX_RESULTS && this.#outputBytes <= MAX_OUTPUT_ALL) return;
      if (result.end === null) continue;
      this.#outputBytes -= result.outputBytes;
      this.#results.delete(execId);
    }
  }
}

export function execConflict(execId: string): Refused {
  return new Refused(409, "exec_conflict", `The exec ${execId} was asked for with other input.`, {
    field: "exec_id",
    next_step: "Use a new exec_id.",
  });
}
