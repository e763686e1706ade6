import { wholeCharacters } from "../../domain/terminal/utf8.ts";
import type { AgentClient } from "../../engines/agent-client.ts";
import { execSucceeded } from "../../engines/agent-frames.ts";
import { EngineError } from "../../engines/engine.ts";
import type { Surroundings } from "./surroundings.ts";

/** Longest that one step of a set-up may take, ms. */
const STEP_TIMEOUT_MS = 10 * 60_000;
/** Characters of a failed step's output that its refusal quotes. */
const TAIL = 400;

/**
 * Runs one command of a launch to its end, its output streaming into the provisioning log. Throws EngineError with
 * `reason_code` when it fails; the end of its output is the message, since that is what people look for.
 */
export async function runStep(
  agent: AgentClient,
  argv: readonly string[],
  around: Pick<Surroundings, "log" | "signal">,
  failure: { reason_code: string; next_step?: string },
  options: { env?: Record<string, string>; quiet?: boolean } = {},
): Promise<string> {
  const frames = await agent.exec(
    {
      exec_id: crypto.randomUUID(),
      argv,
      timeout_ms: STEP_TIMEOUT_MS,
      ...(options.env ? { env: options.env } : {}),
    },
    { signal: around.signal },
  );
  const streams = { stdout: new LogText(), stderr: new LogText() };
  let tail = "";
  let output = "";
  for await (const frame of frames) {
    if (frame.type === "started") continue;
    if (frame.type === "end") {
      tail += streams.stderr.flush();
      output += streams.stdout.flush();
      if (execSucceeded(frame.end)) return output;
      throw new EngineError({
        reason_code: failure.reason_code,
        message: tail.trim() || `${argv[0]} failed with exit code ${frame.end.exit_code ?? "unknown"}.`,
        retryable: false,
        next_step: failure.next_step ?? "Read the provisioning log, mend the cause, then retry.",
      });
    }
    const text = streams[frame.type].push(frame.data);
    tail = (tail + text).slice(-TAIL);
    if (frame.type === "stdout") output = (output + text).slice(-4096);
    if (!options.quiet && text) around.log("provisioning", frame.type, text);
  }
  throw new EngineError({
    reason_code: "exec_interrupted",
    message: "A step ended without a result.",
    retryable: true,
  });
}

/** Bytes to text, whole characters at a time. */
export class LogText {
  #pending = new Uint8Array();

  push(data: Uint8Array): string {
    const bytes = new Uint8Array(this.#pending.byteLength + data.byteLength);
    bytes.set(this.#pending);
    bytes.set(data, this.#pending.byteLength);
    const whole = wholeCharacters(bytes);
    this.#pending = bytes.slice(whole);
    return new TextDecoder().decode(bytes.subarray(0, whole));
  }

  /** What is left when the stream has ended inside a character. */
  flush(): string {
    const text = new TextDecoder().decode(this.#pending);
    this.#pending = new Uint8Array();
    return text;
  }

  /** Bytes that wait for the rest of their character. */
  get pending(): number {
    return this.#pending.byteLength;
  }
}
