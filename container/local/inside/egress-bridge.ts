/**
 * Runs inside the jail, in the agent's process (`node --import`, so that it costs no process of its own):
 * carries TCP connections on the loopback interface to the engine's filtering proxy, which listens on a
 * unix socket. The engine may restart; each connection finds the socket anew.
 */
import { connect, createServer } from "node:net";

const socketPath = process.env.SANDBAR_EGRESS_SOCKET;
const port = Number(process.env.SANDBAR_EGRESS_PORT);

if (socketPath && port > 0) {
  const server = createServer({ allowHalfOpen: true }, (client) => {
    const proxy = connect({ path: socketPath, allowHalfOpen: true });
    client.pipe(proxy);
    proxy.pipe(client);
    client.on("error", () => proxy.destroy());
    proxy.on("error", () => client.destroy());
    client.on("close", () => proxy.destroy());
    proxy.on("close", () => client.destroy());
  });
  server.on("error", (error) => process.stderr.write(`egress bridge: ${error.message}\n`));
  server.listen(port, "127.0.0.1");
  server.unref();
}
