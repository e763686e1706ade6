/** Dozens of invites that are revoked while workerd is killed, and what the audit log tells of them. */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { eventually } from "../product/polling.ts";
import { untilGone } from "../product/processes.ts";
import type { Product } from "../product/product.ts";

/** Makes so many invites; answers their ids. */
export async function makeInvites({ api }: Product, count: number): Promise<string[]> {
  const make = () => api.call<{ invite_id: string }>("POST", "/invites", { role: "member" });
  return Promise.all(Array.from({ length: count }, async () => (await make()).invite_id));
}

/**
 * Revokes them all at once, and kills workerd as soon as `changes` of them are in the database: looked for there, since the
 * first answer comes when all is over.
 */
export async function revokeAmidKill(product: Product, ids: readonly string[], changes: number) {
  const db = new DatabaseSync(databaseOf(product), { readOnly: true });
  const revoked = db.prepare("SELECT count(*) AS count FROM invites WHERE revoked_at IS NOT NULL");
  const pid = product.pid("workerd");
  const asked = ids.map((id) => product.api.fetch(`/invites/${id}`, { method: "DELETE" }));
  await eventually("revocations", 30_000, () => Number(revoked.get()?.count) >= changes, 0);
  process.kill(pid, "SIGKILL");
  db.close();
  await Promise.allSettled(asked);
  await untilGone(pid);
  await product.untilHealthy();
}

function databaseOf({ dataDir }: Product): string {
  const folder = join(dataDir, "state/v3/d1");
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" });
  const [name, ...others] = files.filter((path) => /[0-9a-f]{64}\.sqlite$/.test(path));
  if (!name || others.length > 0) throw new Error(`not one database in ${folder}: ${files.join(", ")}`);
  return join(folder, name);
}

/** Those that were revoked without one entry, done or interrupted, and those that an entry calls done and are not; in words. */
export async function misTold({ api }: Product, ids: readonly string[]): Promise<string[]> {
  const { items } = await api.persist<{ items: { invite_id: string }[] }>("GET", "/invites");
  const open = new Set(items.map(({ invite_id }) => invite_id));
  const page = await api.persist<{ items: { outcome: string; target: string }[] }>(
    "GET",
    "/audit?action=invite.revoked&limit=100",
  );
  return ids.flatMap((id) => {
    const outcomes = page.items.flatMap(({ outcome, target }) =>
      target === `invite:${id}` ? [outcome] : [],
    );
    if (!open.has(id) && outcomes.length !== 1) return [`revoked, told ${outcomes.length} times: ${id}`];
    return open.has(id) && outcomes.includes("done") ? [`not revoked, but told: ${id}`] : [];
  });
}
