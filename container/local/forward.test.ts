import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { forwardRequest } from "./forward.ts";

test("the agent is never the first to close, so that no answer is lost to EPIPE; we are, after the answer", async () => {
  const folder = mkdtempSync(join(tmpdir(), "sandbar-forward-"));
  const socketPath = join(folder, "agent.sock");
  let asked: string | undefined;
  let closed = Promise.resolve();
  const agent = createServer({ keepAliveTimeout: 0 }, async (request, response) => {
    asked = request.headers.connection;
    closed = new Promise((resolve) => request.socket.once("close", () => resolve()));
    request.pipe(response);
  }).listen(socketPath);
  const engine = createServer((request, response) =>
    forwardRequest({ socketPath, path: "/exec" }, request, response),
  ).listen(0, "127.0.0.1");
  await Promise.all([once(agent, "listening"), once(engine, "listening")]);
  const { port } = engine.address() as AddressInfo;
  const response = await fetch(`http://127.0.0.1:${port}/`, { method: "POST", body: "abc" });
  expect(await response.text()).toBe("abc");
  expect(asked).toBe("keep-alive");
  await closed;
  agent.close();
  engine.closeAllConnections();
  engine.close();
  rmSync(folder, { recursive: true, force: true });
});
