import type { Effect, Report } from "../../domain/lifecycle.ts";
import { storageCall } from "./storage-call.ts";
import type { Surroundings } from "./surroundings.ts";

type Purge = Extract<Effect, { type: "purge" }>;

/** R2 deletes at most so many keys in one call. */
const BATCH = 1000;

const NOT_DELETED = {
  reason_code: "delete_interrupted",
  message: "What is kept could not be deleted from storage",
} as const;

/**
 * Deletes everything that is kept of a sandbox: its objects, to the end of the storage's listing, then its row in the
 * index. In this order, so that whatever is interrupted is found and deleted again.
 */
export async function purge(effect: Purge, around: Surroundings): Promise<Report> {
  const { record, bucket, forget, recordingsRest } = around;
  // What is still on its way to storage would be left there.
  await recordingsRest();
  for (const folder of ["checkpoints", "exports", "recordings"]) {
    await storageCall(NOT_DELETED, () => deleteBelow(bucket, `${folder}/${record.id}/`));
  }
  await storageCall(NOT_DELETED, forget);
  return { type: "purged", operation_id: effect.operation_id, generation: effect.generation };
}

/** Deletes keys; one that ends in "/" stands for all below it. What is not there counts as deleted. */
export async function deleteObjects(keys: readonly string[], bucket: R2Bucket): Promise<void> {
  await storageCall(NOT_DELETED, async () => {
    const single = keys.filter((key) => !key.endsWith("/"));
    for (let at = 0; at < single.length; at += BATCH) await bucket.delete(single.slice(at, at + BATCH));
    for (const prefix of keys.filter((key) => key.endsWith("/"))) await deleteBelow(bucket, prefix);
  });
}

/** Pitfall C21: a listing has pages; the cursor leads to its end, whatever is deleted on the way. */
async function deleteBelow(bucket: R2Bucket, prefix: string): Promise<void> {
  let cursor: string | undefined;
  do {
    const page: R2Objects = await bucket.list({ prefix, limit: BATCH, ...(cursor ? { cursor } : {}) });
    if (page.objects.length > 0) await bucket.delete(page.objects.map(({ key }) => key));
    cursor = page.truncated ? page.cursor : undefined;
  } while (cursor !== undefined);
}
