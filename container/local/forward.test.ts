import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, request, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { forwardRequest } from "./forward.ts";

const folder = mkdtempSync(join(tmpdir(), "sandbar-forward-"));
const servers: Server[] = [];

afterEach(() => {
  for (const server of servers.splice(0)) server.close();
  rmSync(folder, { recursive: true, force: true });
});

test("an answer that comes before the body has ended arrives, and the connection to the agent is closed after it", async () => {
  const socketPath = join(folder, "agent.sock");
  let connections = 0;
  const agent = createServer((incoming, response) => incoming.once("data", () => response.end("early")));
  agent.on("connection", (socket) => {
    connections++;
    socket.on("error", () => undefined).on("close", () => connections--);
  });
  const engine = createServer((incoming, response) =>
    forwardRequest({ socketPath, path: "/exec" }, incoming, response),
  );
  servers.push(agent.listen(socketPath), engine.listen(0, "127.0.0.1"));
  await once(engine, "listening");
  const { port } = engine.address() as AddressInfo;

  const answers = await Promise.all(Array.from({ length: 20 }, () => postLong(port)));
  expect(answers).toEqual(Array.from({ length: 20 }, () => "200 early"));
  await expect.poll(() => connections).toBe(0);
});

/** A body in many pieces, which ends only some turns after its first piece. */
async function postLong(port: number): Promise<string> {
  const outgoing = request({ port, host: "127.0.0.1", method: "POST", agent: false });
  outgoing.on("error", () => undefined);
  const answered = once(outgoing, "response");
  for (let piece = 0; piece < 50; piece++) {
    outgoing.write(Buffer.alloc(4096));
    await new Promise((resolve) => setImmediate(resolve));
  }
  outgoing.end();
  const [answer] = await answered;
  let text = "";
  for await (const chunk of answer) text += String(chunk);
  return `${answer.statusCode} ${text}`;
}
