/** The disk that records are kept on has no room left. */
import type { Refusal } from "../domain/refusal.ts";

/** Records are kept in SQLite, whose own words these are; a query's error has them in its cause. */
export function isServerDiskFull(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return error.message.includes("SQLITE_FULL") || isServerDiskFull(error.cause);
}

export const SERVER_DISK_FULL: Refusal = {
  reason_code: "server_disk_full",
  message: "The disk that Sandbar keeps its records on is full.",
  retryable: true,
  next_step: "Make space on the server's disk, then try again; sandboxes go on running meanwhile.",
};
