import type { SandboxEngine } from "../engines/engine.ts";
import type { Sender } from "../mail/sender.ts";

/** What the world gives to a sandbox. */
export interface SandboxPorts {
  readonly engine: SandboxEngine;
  readonly bucket: R2Bucket;
  readonly db: D1Database;
  readonly encryption_key: string;
  readonly mail: Sender;
  /** Origin of the dashboard without a slash at the end. */
  readonly origin: string;
  readonly now: () => number;
}
