/** Sandboxes that are held still in the middle of something, so that a crash hits just there. */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { eventually } from "../product/polling.ts";
import { agentPid, freezeInside, thaw } from "../product/processes.ts";
import type { Product } from "../product/product.ts";
import type { Project } from "./workspace.ts";

/** One sandbox with a running operation. */
export interface Held {
  readonly name: string;
  readonly operation_id: string;
  /** Stopped processes, 0 or 1. */
  readonly frozen: readonly number[];
}

/** A launch whose `git clone` is stopped half-way. */
export async function holdClone(product: Product, name: string, { url }: Project): Promise<Held> {
  const operation_id = await product.api.launch({ name, repository: url });
  const { id } = await product.api.record(name);
  return { name, operation_id, frozen: [await freezeInside(product.dataDir, id, /^git clone/)] };
}

/** An operation that streams the workspace into storage, its agent stopped when the first part is there. */
export async function holdStream(product: Product, name: string, path: string, body: object): Promise<Held> {
  const parts = storedParts(product);
  const { id } = await product.api.record(name);
  const agent = agentPid(product.dataDir, id);
  const { operation_id } = await product.api.call<{ operation_id: string }>(
    "POST",
    `/sandboxes/${name}/${path}`,
    body,
  );
  await eventually(`a first part of ${name}`, 30_000, () => storedParts(product) > parts, 1);
  process.kill(agent, "SIGSTOP");
  return { name, operation_id, frozen: [agent] };
}

/** A launch that waits for an engine that is stopped. */
export async function holdAllocation({ api }: Product, name: string): Promise<Held> {
  return { name, operation_id: await api.launch({ name }), frozen: [] };
}

/** A destruction that waits for an engine that is stopped; the sandbox is completed, so that no agent is asked before. */
export async function holdDestruction({ api }: Product, name: string): Promise<Held> {
  const body = { discard: true, confirm: name };
  const { operation_id } = await api.call<{ operation_id: string }>(
    "POST",
    `/sandboxes/${name}/teardown`,
    body,
  );
  return { name, operation_id, frozen: [] };
}

export function release(held: readonly Held[]): void {
  for (const { frozen } of held) for (const pid of frozen) thaw(pid);
}

/** Objects and parts of uploads in object storage. */
function storedParts({ dataDir }: Product): number {
  const files = readdirSync(join(dataDir, "state"), { recursive: true, encoding: "utf8" });
  return files.filter((path) => /r2\/.*\/blobs\/[^/]+$/.test(path)).length;
}
