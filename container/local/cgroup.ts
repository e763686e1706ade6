/** Resource limits by cgroup, for version 1 (a tree per controller) and version 2 (one tree). */
import type { ResourceLimits } from "../../workers/engines/engine.ts";
import { findCgroupV1 } from "./cgroup-v1.ts";
import { findCgroupV2 } from "./cgroup-v2.ts";

/** A way to make groups here; `enforces` says which limits they hold. */
export interface CgroupDriver {
  readonly enforces: { readonly cpu: boolean; readonly memory: boolean; readonly pids: boolean };
  /** For people: which kind, and where. */
  readonly description: string;
  /** Folders of one sandbox's groups, whether they exist or not. */
  folders(id: string): string[];
  /** Makes the groups and sets the limits; a second call only sets the limits. */
  make(id: string, limits: ResourceLimits): void;
}

/**
 * The best driver that works here, found by trying it, or undefined when no controller can be used.
 * `instance` keeps apart engines that share a host.
 */
export function findCgroups(instance: string): CgroupDriver | undefined {
  return findCgroupV2(instance) ?? findCgroupV1(instance);
}
