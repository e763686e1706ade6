import { encodeFrame, type FromPtyFrame } from "../../domain/protocol.ts";
import type { Refusal } from "../../domain/refusal.ts";
import type { AgentClient } from "../../engines/agent-client.ts";
import { EngineError } from "../../engines/engine.ts";
import type { Backlog } from "./feed.ts";

/** Between attempts while the agent can't be reached, ms; so many of them. */
const RETRY_MS = 250;
const ATTEMPTS = 40;

/** `ahead`: it never was written. `unknown`: an agent of an older version, which can't tell. */
export type CaughtUp =
  | { readonly is: "backlog"; readonly backlog: Backlog }
  | { readonly is: "ahead" | "gone" | "unknown" };

/** Asks the agent for what our tape no longer has. Who asks for the same at the same time shares one answer. */
export class CatchUp {
  readonly #agent: AgentClient;
  readonly #pty_id: string;
  readonly #asked = new Map<number | undefined, Promise<CaughtUp>>();

  constructor(agent: AgentClient, pty_id: string) {
    this.#agent = agent;
    this.#pty_id = pty_id;
  }

  /** What follows `since`, up to a moment after this call. Throws when the agent can't be reached for 10 s. */
  from(since: number | undefined): Promise<CaughtUp> {
    const asked = this.#asked.get(since);
    if (asked) return asked;
    const answer = this.#ask(since).finally(() => this.#asked.delete(since));
    this.#asked.set(since, answer);
    return answer;
  }

  async #ask(since: number | undefined): Promise<CaughtUp> {
    for (let attempt = 1; ; attempt++) {
      try {
        const frames = await this.#agent.ptyTape(this.#pty_id, since);
        return { is: "backlog", backlog: backlogOf(frames, since) };
      } catch (error) {
        const known = error instanceof EngineError ? answerOf(error.refusal) : undefined;
        if (known) return { is: known };
        if (attempt === ATTEMPTS) throw error;
        await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
      }
    }
  }
}

/** The agent's refusals by their codes, never by a status (C23); any other may pass. */
function answerOf({ reason_code }: Refusal): Exclude<CaughtUp["is"], "backlog"> | undefined {
  if (reason_code === "invalid_since") return "ahead";
  if (reason_code === "pty_not_found") return "gone";
  return reason_code === "not_found" ? "unknown" : undefined;
}

function backlogOf(frames: readonly FromPtyFrame[], since: number | undefined): Backlog {
  let at = since ?? firstOffset(frames);
  const from = at;
  const made = [];
  for (const frame of frames) {
    if (frame.type === "output") at = frame.offset + frame.data.byteLength;
    else if (frame.type === "dropped") at = frame.to;
    else if (frame.type === "screen") at = frame.offset;
    else if (frame.type !== "size") continue; // hello and exit are told by the relay
    made.push({ frame: encodeFrame(frame), to: at });
  }
  return { from, to: at, frames: made };
}

function firstOffset(frames: readonly FromPtyFrame[]): number {
  for (const frame of frames) {
    if (frame.type === "output" || frame.type === "screen") return frame.offset;
    if (frame.type === "dropped") return frame.to;
  }
  return 0;
}
