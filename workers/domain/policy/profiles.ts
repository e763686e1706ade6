/** Built-in sizes of a sandbox. A sandbox keeps the limits that it was launched with. */
import type { SandboxRecord } from "../sandbox.ts";

export interface Profile {
  readonly name: string;
  readonly description: string;
  readonly limits: SandboxRecord["limits"];
  /** Image class; each engine maps it to what it has. */
  readonly image: string;
}

const MIB = 1024 * 1024;
const GIB = 1024 * MIB;

export const PROFILES: readonly Profile[] = [
  {
    name: "small",
    description: "One CPU, 1 GiB of memory, 4 GiB of disk: scripts, edits, small services.",
    limits: { cpus: 1, memory_bytes: GIB, disk_bytes: 4 * GIB, pids: 256 },
    image: "default",
  },
  {
    name: "medium",
    description: "Two CPUs, 4 GiB of memory, 10 GiB of disk: builds and test suites.",
    limits: { cpus: 2, memory_bytes: 4 * GIB, disk_bytes: 10 * GIB, pids: 1024 },
    image: "default",
  },
  {
    name: "large",
    description: "Four CPUs, 8 GiB of memory, 20 GiB of disk: large repositories and data.",
    limits: { cpus: 4, memory_bytes: 8 * GIB, disk_bytes: 20 * GIB, pids: 4096 },
    image: "default",
  },
];

/** What a launch that names no profile gets. */
export const DEFAULT_PROFILE = "small";
