/**
 * How long the engine's own steps may take, in milliseconds. The Worker's timeouts
 * (workers/engines/local.ts) are longer than the sums, so that our answer arrives before it gives up.
 */
export const DEADLINES = {
  /** Copying a host repository in, the slow part of a start. */
  cloneMs: 240_000,
  /** Making or opening the disk image, cgroups and sockets. */
  prepareMs: 20_000,
  /** From the jail's launch to the agent's first answer. */
  agentReadyMs: 30_000,
  /** Until no process of a sandbox is left after SIGKILL. */
  killMs: 30_000,
  /** Until loop devices and cgroups are released after the last process is gone. */
  releaseMs: 20_000,
  /** Receiving a bundle, and each step of bringing it into a host repository. */
  bundleMs: 20 * 60_000,
  repositoryStepMs: 120_000,
} as const;
