import type { Sandbox } from "../sandbox.ts";

/** The cron's question about one that is destroyed: what the policy said about its archive when it was asked now. */
export async function lookAtArchive(sandbox: Sandbox): Promise<"kept" | "announced" | "purged" | "blocked"> {
  if (sandbox.record?.state !== "destroyed") return "kept";
  const before = sandbox.record.notice;
  await sandbox.clocks.tickPolicy();
  // The purge may have ended already, and its record with it.
  const after = sandbox.record;
  const { operation, notice } = after ?? {};
  if (operation === undefined || operation?.type === "purge") return "purged";
  if (operation) return "blocked";
  return notice && notice.warned_at !== before?.warned_at ? "announced" : "kept";
}
