/**
 * Bytes that are kept of a sandbox in object storage: its checkpoints, its exports that are no checkpoint's own archive,
 * and its recordings as far as they are stored.
 */
export function storedBytes(sql: SqlStorage): number {
  const { bytes } = sql
    .exec<{ bytes: number }>(
      `SELECT (SELECT coalesce(sum(body ->> '$.size_bytes'), 0) FROM checkpoints)
            + (SELECT coalesce(sum(body ->> '$.size_bytes'), 0) FROM exports
               WHERE body ->> '$.status' = 'succeeded' AND body ->> '$.object_key' GLOB 'exports/*')
            + (SELECT coalesce(sum(body ->> '$.size_bytes'), 0) FROM recordings) AS bytes`,
    )
    .one();
  return bytes;
}
