/** The agent's listening unix socket, made outside the jail so that nothing inside can put another in its place. */
import { rename, rm } from "node:fs/promises";
import { createServer, type Server } from "node:net";

/**
 * Listens at `path` (at most 107 bytes). The caller hands the server to the launched process and closes it
 * here at once: the socket then belongs to the process that has the descriptor. Node removes the path it
 * bound on close, hence the other name.
 */
export async function makeAgentSocket(path: string): Promise<Server> {
  const temporary = `${path}.new`;
  await rm(temporary, { force: true });
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(temporary, resolve);
  });
  await rename(temporary, path);
  return server;
}

/** The number of a listening server's descriptor. Node keeps it on the handle, which it does not document. */
export function descriptorOf(server: Server): number {
  const fd = (server as unknown as { _handle: { fd: number } | null })._handle?.fd;
  if (fd === undefined || fd < 0) throw new Error("the server does not listen");
  return fd;
}
