import type { Report } from "../../domain/lifecycle.ts";
import type { LogEntry } from "../../domain/sandbox.ts";
import type { AgentClient } from "../../engines/agent-client.ts";
import { EngineError } from "../../engines/engine.ts";
import { taskId } from "../effects/provision.ts";
import { LogText } from "../effects/step.ts";

const FIRST_RETRY_MS = 250;
const LONGEST_RETRY_MS = 10_000;

export interface FollowerPorts {
  readonly generation: number;
  readonly agent: AgentClient;
  /** Offset after the last byte that is in the log already. */
  readonly offset: () => number;
  /** Appends to the log and moves the offset, in one transaction: nothing twice, nothing lost. */
  readonly append: (stream: LogEntry["stream"], text: string, offset: number) => void;
  readonly report: (report: Report) => void;
}

/** Carries the launch command's output into the log, in order, and its exit into the lifecycle; resumes by offset. */
export class TaskFollower {
  readonly #ports: FollowerPorts;
  readonly #abort = new AbortController();

  constructor(ports: FollowerPorts) {
    this.#ports = ports;
    void this.#follow();
  }

  close(): void {
    this.#abort.abort();
  }

  async #follow(): Promise<void> {
    for (let attempts = 0; !this.#abort.signal.aborted; attempts++) {
      try {
        if (await this.#once()) return;
        attempts = 0;
      } catch (error) {
        if (this.#abort.signal.aborted) return;
        // Gone from the agent: nothing to follow (a later generation, or a task that never was).
        if (error instanceof EngineError && !error.refusal.retryable) return;
        if (!(error instanceof EngineError)) console.error("task follower", error);
      }
      await new Promise((resolve) =>
        setTimeout(resolve, Math.min(FIRST_RETRY_MS * 2 ** attempts, LONGEST_RETRY_MS)),
      );
    }
  }

  /** True when the task has ended and all of its output is in the log. */
  async #once(): Promise<boolean> {
    const { agent, generation, append, report } = this.#ports;
    const since = this.#ports.offset();
    const frames = await agent.processOutput(taskId(generation), {
      since,
      follow: true,
      signal: this.#abort.signal,
    });
    const texts = { stdout: new LogText(), stderr: new LogText() };
    let received = since;
    for await (const frame of frames) {
      switch (frame.type) {
        case "start":
          if (frame.start.offset > received) {
            const lost = frame.start.offset - received;
            append(
              "stderr",
              `[${lost} bytes of output came too fast and were dropped]\n`,
              frame.start.offset,
            );
          }
          received = frame.start.offset;
          break;
        case "stdout":
        case "stderr": {
          received += frame.data.byteLength;
          const text = texts[frame.type].push(frame.data);
          // Bytes that wait for the rest of their character are asked for again after a restart.
          const whole = received - texts.stdout.pending - texts.stderr.pending;
          if (text) append(frame.type, text, whole);
          break;
        }
        case "end":
          for (const stream of ["stdout", "stderr"] as const) {
            const rest = texts[stream].flush();
            if (rest) append(stream, rest, received);
          }
          report({ type: "task_exited", generation, exit_code: frame.end.exit_code });
          return true;
      }
    }
    return false;
  }
}
