/** The disk that records are kept on has no room left. */
import type { Refusal } from "../domain/refusal.ts";
import { engineFor } from "../engines/select.ts";

/** Records are kept in SQLite, whose own words these are; a query's error has them in its cause. */
export function isServerDiskFull(error: unknown): boolean {
  return messagesOf(error).some((message) => message.includes("SQLITE_FULL"));
}

/** As isServerDiskFull; of D1 too, which says no more than "internal error": then the engine is asked, on the same host. */
export async function failedOnFullDisk(error: unknown, env: Env): Promise<boolean> {
  if (isServerDiskFull(error)) return true;
  if (!messagesOf(error).some((message) => message.startsWith("internal error"))) return false;
  const engine = engineFor(env);
  if (!engine.ok) return false;
  try {
    return (await engine.value.health()).records_disk_full === true;
  } catch {
    return false; // What was thrown first is told then.
  }
}

function messagesOf(error: unknown): string[] {
  return error instanceof Error ? [error.message, ...messagesOf(error.cause)] : [];
}

export const SERVER_DISK_FULL: Refusal = {
  reason_code: "server_disk_full",
  message: "The disk that Sandbar keeps its records on is full.",
  retryable: true,
  next_step: "Make space on the server's disk, then try again; sandboxes go on running meanwhile.",
};
