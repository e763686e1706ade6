import { createHash, randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer as createHttpServer } from "node:http";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, afterEach, expect, test } from "vitest";
import { forwardUpgrade } from "./forward-upgrade.ts";

const folder = mkdtempSync(join(tmpdir(), "sandbar-upgrade-"));
const socketPath = join(folder, "agent.sock");
const servers: Server[] = [];
const SWITCHING = "HTTP/1.1 101 Switching Protocols\r\nconnection: Upgrade\r\nupgrade: websocket\r\n\r\n";
const ASKING =
  "GET /attach HTTP/1.1\r\nhost: engine\r\nconnection: Upgrade\r\nupgrade: websocket\r\nauthorization: Bearer engine\r\n\r\n";

afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

afterAll(() => rmSync(folder, { recursive: true }));

/** A client's connection through an engine to an agent that does what `agent` does once it has been asked. */
async function through(agent: (socket: Socket, asked: string) => void): Promise<Socket> {
  const listening = createServer((socket) => {
    socket.on("error", () => {});
    socket.once("data", (asked) => agent(socket, String(asked)));
  });
  const engine = createHttpServer();
  engine.on("upgrade", (request, socket, head) => {
    forwardUpgrade({ socketPath, path: "/attach" }, request, socket, head);
  });
  servers.push(listening.listen(socketPath), engine.listen(0, "127.0.0.1"));
  await once(engine, "listening");
  return connect((engine.address() as AddressInfo).port, "127.0.0.1").on("error", () => {});
}

test("what an agent sends arrives as it was sent, however slowly it is read, and its last bytes too", async () => {
  const sent = randomBytes(24 * 1024 * 1024);
  let asked = "";
  const client = await through((socket, head) => {
    asked = head;
    socket.write(SWITCHING);
    // Pieces of every size, so that buffers are met in every state.
    for (let at = 0, size = 1; at < sent.length; at += size, size = (size * 7) % 300_007) {
      socket.write(sent.subarray(at, at + size));
    }
    socket.end();
  });
  client.write(ASKING);
  const hash = createHash("sha256");
  let head = "";
  let count = 0;
  for await (const piece of client) {
    const bytes = piece as Buffer;
    const body = head.endsWith("\r\n\r\n") ? bytes : bytes.subarray(SWITCHING.length - head.length);
    head += bytes.toString("latin1", 0, bytes.length - body.length);
    hash.update(body);
    count += body.length;
    if (count % 7 === 0) await sleep(2);
  }
  expect(head).toBe(SWITCHING);
  expect(count).toBe(sent.length);
  expect(hash.digest("hex")).toBe(createHash("sha256").update(sent).digest("hex"));
  expect(asked).toContain("GET /attach HTTP/1.1\r\n");
  expect(asked).not.toContain("authorization");
});

test("what a client sends arrives, what came with its request first", async () => {
  const client = await through((socket) => {
    socket.write(SWITCHING);
    socket.pipe(socket);
  });
  client.write(`${ASKING}early `);
  await once(client, "data");
  client.write("late");
  client.end();
  expect(await text(client)).toBe("early late");
});

test("an agent's own refusal arrives, and the connection ends after it", async () => {
  const client = await through((socket) => {
    socket.end(
      "HTTP/1.1 409 Refused\r\nkeep-alive: 1\r\ncontent-length: 2\r\nx-sandbar-refusal: why\r\n\r\nno",
    );
  });
  client.write(ASKING);
  expect(await text(client)).toBe(
    "HTTP/1.1 409 Refused\r\ncontent-length: 2\r\nx-sandbar-refusal: why\r\nconnection: close\r\n\r\nno",
  );
});

test.each([
  ["a refusal in the engine's name", "HTTP/1.1 404 No\r\nX-Sandbar-Refused-By: engine\r\n\r\n"],
  ["one before a line's end", "HTTP/1.1 404 No\r\nx-a: b\nx-sandbar-refused-by: engine\r\n\r\n"],
  ["one with a space", "HTTP/1.1 404 No\r\nx-sandbar-refused-by : engine\r\n\r\n"],
  ["one in a folded line", "HTTP/1.1 404 No\r\nx-a: b\r\n x-sandbar-refused-by: engine\r\n\r\n"],
  [
    "one in a second head",
    "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 404 No\r\nx-sandbar-refused-by: engine\r\n\r\n",
  ],
  ["something that is no answer", "hello\r\n\r\n"],
  ["nothing", ""],
  ["a head that does not end", `HTTP/1.1 101 Yes\r\n${"x-a: b\r\n".repeat(20_000)}`],
])("%s of an agent is not passed on", async (_, answer) => {
  const client = await through((socket) => socket.end(answer));
  client.write(ASKING);
  const received = await text(client);
  const unreachable = received.startsWith("HTTP/1.1 502 ") && received.includes("agent_unreachable");
  expect(unreachable || !/refused-by/i.test(received), received).toBe(true);
});

test("no agent at all is told by the engine", async () => {
  const client = await through(() => {});
  servers[0]?.close();
  client.write(ASKING);
  expect(await text(client)).toMatch(/^HTTP\/1.1 502 .*x-sandbar-refused-by: engine.*agent_unreachable/s);
});
