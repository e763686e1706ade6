import { createHash } from "node:crypto";
import { lstatSync, readdirSync, readFileSync, readlinkSync } from "node:fs";
import type { AgentClient } from "../../../workers/engines/agent-client.ts";

/** The whole archive, and what the agent says of it once it is sent. */
export async function savedBy(client: AgentClient, id: string) {
  const chunks: Uint8Array[] = [];
  for await (const chunk of await client.archive(id)) chunks.push(chunk);
  return { id, bytes: Buffer.concat(chunks), result: await client.archiveResult(id) };
}

export function restoredBy(client: AgentClient, bytes: Uint8Array) {
  return client.restore(new Blob([bytes as Uint8Array<ArrayBuffer>]).stream());
}

/**
 * Everything that an archive keeps of a folder, a line for each entry; names as latin1, so that no byte is lost. Times are
 * told in whole `timeUnitMs`.
 */
export function factsOf(folder: Buffer, timeUnitMs = 1, name = ""): string[] {
  return readdirSync(folder, { encoding: "buffer" })
    .sort(Buffer.compare)
    .flatMap((child) => {
      const path = Buffer.concat([folder, Buffer.from("/"), child]);
      const stats = lstatSync(path);
      const label = `${name}/${child.toString("latin1")} ${stats.mode.toString(8)} ${Math.floor(Math.round(stats.mtimeMs) / timeUnitMs)}`;
      if (stats.isDirectory())
        return [label, ...factsOf(path, timeUnitMs, `${name}/${child.toString("latin1")}`)];
      if (stats.isSymbolicLink())
        return [`${label} -> ${readlinkSync(path, { encoding: "buffer" }).toString("latin1")}`];
      if (!stats.isFile()) return [];
      return [`${label} x${stats.nlink} ${createHash("sha256").update(readFileSync(path)).digest("hex")}`];
    });
}
