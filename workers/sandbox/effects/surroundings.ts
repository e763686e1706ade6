import type { LogSource, SandboxRecord } from "../../domain/sandbox.ts";
import type { AgentClient } from "../../engines/agent-client.ts";
import type { SandboxEngine } from "../../engines/engine.ts";
import type { Journal } from "../journal.ts";

/** What an effect may use. Everything from outside is passed in, so that tests can make it fail. */
export interface Surroundings {
  readonly engine: SandboxEngine;
  readonly agent: (generation: number) => AgentClient;
  readonly bucket: R2Bucket;
  readonly journal: Journal;
  readonly record: SandboxRecord;
  readonly now: () => number;
  /** Launch environment, opened. */
  readonly env: () => Promise<Readonly<Record<string, string>>>;
  readonly log: (source: LogSource, stream: "stdout" | "stderr", text: string) => void;
  /** Aborts when the operation was overtaken; an effect stops as soon as it notices. */
  readonly signal: AbortSignal;
}
