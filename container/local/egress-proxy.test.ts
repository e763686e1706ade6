import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer, type IncomingMessage, request, type Server } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { EgressPolicy, type EgressRules, PUBLIC_INTERNET } from "./egress-policy.ts";
import { type EgressAttempt, EgressProxy } from "./egress-proxy.ts";

/** Permits names ending in `.control`, which lead to the loopback interface; everything else as in production. */
const WITH_CONTROL: EgressRules = {
  resolve: (host) =>
    host.endsWith(".control") ? Promise.resolve(["127.0.0.1"]) : PUBLIC_INTERNET.resolve(host),
  isAllowedAddress: (address) => address === "127.0.0.1" || PUBLIC_INTERNET.isAllowedAddress(address),
};

let folder: string;
let target: Server;
let port: number;
let attempts: EgressAttempt[];
let proxy: EgressProxy | undefined;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "sandbar-egress-"));
  attempts = [];
  target = createServer(async (incoming, response) => {
    let size = 0;
    for await (const chunk of incoming as AsyncIterable<Buffer>) size += chunk.length;
    response.setHeader("x-seen", JSON.stringify(incoming.headers));
    response.end(`${incoming.method} ${incoming.url} ${size}`);
  });
  await new Promise<void>((resolve) => target.listen(0, "127.0.0.1", resolve));
  port = (target.address() as AddressInfo).port;
});

afterEach(async () => {
  await proxy?.close();
  target.closeAllConnections();
  await new Promise((resolve) => target.close(resolve));
  rmSync(folder, { recursive: true });
});

async function open(rules: EgressRules, ...lists: string[][]): Promise<string> {
  proxy = new EgressProxy(new EgressPolicy(rules, lists), (attempt) => attempts.push(attempt));
  await proxy.listen(folder);
  return join(folder, "proxy.sock");
}

function ask(
  socketPath: string,
  url: string,
  method = "GET",
  body?: Buffer,
): Promise<[IncomingMessage, string]> {
  return new Promise((resolve, reject) => {
    const headers = { host: new URL(url).host, "proxy-authorization": "Basic secret", connection: "close" };
    const outgoing = request({ socketPath, path: url, method, headers, agent: false }, async (answer) => {
      let text = "";
      for await (const chunk of answer) text += chunk;
      resolve([answer, text]);
    });
    outgoing.on("error", reject);
    outgoing.end(body);
  });
}

/** Sends raw bytes and collects the answer until the other side closes. */
function tunnel(socketPath: string, text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(socketPath, () => socket.write(text));
    let answer = "";
    socket.on("data", (chunk) => {
      answer += chunk.toString();
    });
    socket.on("close", () => resolve(answer));
    socket.on("error", reject);
  });
}

test("forwards a request to an allowed target, without what was meant for the proxy", async () => {
  const socketPath = await open(WITH_CONTROL);
  const [answer, text] = await ask(
    socketPath,
    `http://web.control:${port}/a?b=c`,
    "POST",
    Buffer.alloc(300_000),
  );
  expect([answer.statusCode, text]).toEqual([200, "POST /a?b=c 300000"]);
  const seen = JSON.parse(String(answer.headers["x-seen"])) as Record<string, string>;
  expect(seen.host).toBe(`web.control:${port}`);
  expect(seen).not.toHaveProperty("proxy-authorization");
  expect(attempts).toEqual([{ method: "POST", host: "web.control", port, address: "127.0.0.1" }]);
});

test("tunnels to an allowed target, with bytes sent along with the request", async () => {
  const socketPath = await open(WITH_CONTROL);
  const inner = "GET /inside HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
  const answer = await tunnel(socketPath, `CONNECT web.control:${port} HTTP/1.1\r\nHost: x\r\n\r\n${inner}`);
  expect(answer).toMatch(/^HTTP\/1\.1 200 /);
  expect(answer).toContain("GET /inside 0");
});

test("refuses the same target under production rules, in both forms, and says so in the log", async () => {
  const socketPath = await open(PUBLIC_INTERNET);
  const [answer] = await ask(socketPath, `http://127.0.0.1:${port}/`);
  expect(answer.statusCode).toBe(403);
  const connectAnswer = await tunnel(socketPath, `CONNECT localhost:${port} HTTP/1.1\r\nHost: x\r\n\r\n`);
  expect(connectAnswer).toMatch(/^HTTP\/1\.1 403 /);
  expect(attempts.map(({ refused }) => refused)).toEqual([
    "the host is not on the public internet",
    "the host is not on the public internet",
  ]);
});

test("an allow-list refuses other hosts, whatever they resolve to", async () => {
  const socketPath = await open(WITH_CONTROL, ["web.control"]);
  expect((await ask(socketPath, `http://web.control:${port}/`))[0].statusCode).toBe(200);
  expect((await ask(socketPath, `http://other.control:${port}/`))[0].statusCode).toBe(403);
});

test("requests that are no proxy requests are refused", async () => {
  const socketPath = await open(WITH_CONTROL);
  expect(await tunnel(socketPath, "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")).toMatch(/ 400 /);
  expect(await tunnel(socketPath, "CONNECT nonsense HTTP/1.1\r\nHost: x\r\n\r\n")).toMatch(/ 403 /);
});

test("closing ends open tunnels", async () => {
  const socketPath = await open(WITH_CONTROL);
  const open1 = tunnel(socketPath, `CONNECT web.control:${port} HTTP/1.1\r\nHost: x\r\n\r\n`);
  while (attempts.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  await proxy?.close();
  await open1;
  expect(readFileSync("/proc/net/unix", "utf8")).not.toContain(socketPath);
});
