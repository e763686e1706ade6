import type { SandboxEvent, SandboxRecord } from "../../../domain/sandbox.ts";
import type { Account } from "../account.ts";
import type { Host } from "../workerd/host.ts";
import type { World } from "../world.ts";

/** One committed change, as every rule looks at it. */
export interface Commit {
  readonly world: World;
  readonly host: Host;
  readonly account: Account;
  /** Null: the launch. */
  readonly before: SandboxRecord | null;
  readonly after: SandboxRecord;
  readonly events: readonly SandboxEvent[];
}

/** A sentence for each rule that is broken. */
export type Broken = Generator<string, void>;
export type Rule = (commit: Commit) => Broken;
