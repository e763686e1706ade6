import type { LogSource, SandboxRecord } from "../../domain/sandbox.ts";
import type { AgentClient } from "../../engines/agent-client.ts";
import type { SandboxEngine } from "../../engines/engine.ts";
import type { PushCredential } from "../contract.ts";
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
  /** What a branch's push was given to sign in with; null when there was nothing, or a restart has forgotten it. */
  readonly credential: (export_id: string) => PushCredential | null;
  /** Tells the pages how far the running operation is. */
  readonly progress: (bytes: number, total_bytes: number | null) => void;
  /** Waits until nothing of a recording is on its way to storage. */
  readonly recordingsRest: () => Promise<void>;
  /** Removes the sandbox's row from the index. */
  readonly forget: () => Promise<void>;
  /** Aborts when the operation was overtaken; an effect stops as soon as it notices. */
  readonly signal: AbortSignal;
}
