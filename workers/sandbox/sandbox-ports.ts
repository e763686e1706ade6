import type { SandboxEngine } from "../engines/engine.ts";
import type { Sender } from "../mail/sender.ts";
import type { WebhookApi } from "../webhooks/contract.ts";

/** What the world gives to a sandbox. */
export interface SandboxPorts {
  readonly engine: SandboxEngine;
  readonly bucket: R2Bucket;
  readonly db: D1Database;
  readonly encryption_key: string;
  readonly mail: Sender;
  /** The one that delivers for a webhook. */
  readonly webhook: (id: string) => Pick<WebhookApi, "take">;
  /** Origin of the dashboard without a slash at the end. */
  readonly origin: string;
  readonly now: () => number;
}
