/** Fencing, ports, activity, events and completion, on a real agent. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { type AddressInfo, connect, createServer as createTcpServer } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { WebSocketServer } from "ws";
import type { AgentEvent } from "../../workers/engines/agent-api.ts";
import { parseTable } from "./listening-ports.ts";
import { type AgentProcess, startAgentProcess } from "./testing/agent-process.ts";
import { eventually } from "./testing/conditions.ts";
import { TerminalView } from "./testing/terminal.ts";

let agent: AgentProcess;
beforeAll(async () => {
  agent = await startAgentProcess({ generation: 7 });
});
afterAll(() => agent.stop());

async function serve(server: Server, host = "127.0.0.1"): Promise<number> {
  server.listen(0, host);
  await once(server, "listening");
  return (server.address() as AddressInfo).port;
}

describe("C19: another generation", () => {
  test("is refused, whatever is asked", async () => {
    const other = agent.clientOf(6);
    const mismatch = { refusal: { reason_code: "generation_mismatch", retryable: false } };
    await expect(other.health()).rejects.toMatchObject(mismatch);
    await expect(other.run({ exec_id: "f", argv: ["touch", "fenced"] })).rejects.toMatchObject(mismatch);
    await expect(other.restore(new Blob(["x"]).stream())).rejects.toMatchObject(mismatch);
    await expect(agent.client.statFile("fenced")).rejects.toMatchObject({
      refusal: { reason_code: "path_not_found" },
    });
    expect(await agent.client.health()).toMatchObject({ generation: 7, version: "1" });
  });

  test("is told to the end to a client that still sends its body, and closes its connection after that", async () => {
    const socket = connect(agent.socketPath);
    let answer = "";
    let ended = false;
    socket.setEncoding("utf8").on("data", (text: string) => {
      answer += text;
    });
    socket.on("end", () => {
      ended = true;
    });
    const head = ["POST /restore HTTP/1.1", "host: agent", "connection: close", "content-length: 4"];
    socket.write(`${[...head, "x-sandbar-generation: 6"].join("\r\n")}\r\n\r\n`);
    await eventually(() => answer.includes("generation_mismatch"));
    await sleep(50);
    expect(ended).toBe(false);
    socket.write("body");
    await eventually(() => ended);
    socket.destroy();
  });

  test("and no generation at all, and WebSockets too", async () => {
    const response = await agent.transport.fetch("/health", {});
    expect(response.headers.get("x-sandbar-generation")).toBe("7");
    const wrong = await agent.clientOf(8).proxy(1, "/");
    expect([wrong.status, wrong.headers.get("x-sandbar-refusal")]).toEqual([409, "generation_mismatch"]);
  });
});

test("C23: what there is not is told by its code", async () => {
  const response = await agent.transport.fetch("/nonsense");
  expect([response.status, response.headers.get("x-sandbar-refusal")]).toEqual([404, "not_found"]);
  expect(await response.json()).toMatchObject({ reason_code: "not_found", retryable: false });
});

describe("C29: bad bodies give 400, naming the field:", () => {
  test.each([
    ["/exec", "{", undefined],
    ["/exec", "[]", undefined],
    ["/exec", '{"argv":["true"]}', "exec_id"],
    ["/exec", '{"exec_id":"../x","argv":["true"]}', "exec_id"],
    ["/exec", '{"exec_id":"x","argv":"true"}', "argv"],
    ["/exec", '{"exec_id":"x","argv":["true"],"env":{"A":1}}', "env"],
    ["/exec", '{"exec_id":"x","argv":["true"],"env":{"A=B":"1"}}', "env"],
    ["/exec", '{"exec_id":"x","argv":["true"],"output_limit_bytes":-1}', "output_limit_bytes"],
    ["/ptys", '{"pty_id":"x","cols":"80","rows":24}', "cols"],
    ["/ptys", '{"pty_id":"x","cols":80,"rows":0}', "rows"],
    ["/processes", '{"process_id":"x","argv":["true"]}', "source"],
  ])("%s %s", async (path, body, field) => {
    const response = await agent.transport.fetch(path, { method: "POST", body });
    expect(response.status).toBe(400);
    const refusal = (await response.json()) as { field?: string; reason_code: string };
    expect(refusal.field).toBe(field);
  });
});

describe("ports", () => {
  test("listens are found with their process", async () => {
    const script =
      "require('net').createServer().listen(0,'127.0.0.1',function(){console.log(this.address().port)})";
    const child = spawn(process.execPath, ["-e", script], { stdio: ["ignore", "pipe", "inherit"] });
    const [line] = (await once(child.stdout, "data")) as [Buffer];
    const found = (await agent.client.ports()).find(({ port }) => port === Number(line));
    expect(found).toMatchObject({ pid: child.pid, process: "node", address: "127.0.0.1" });
    child.kill();
  });

  test("addresses of /proc/net are read in both families", () => {
    const row = (address: string) => `h\n 0: ${address}:1F90 0:0 0A 0:0 00:0 0 0 0 4711 1`;
    const address = (hex: string) => parseTable(row(hex))[0]?.address;
    expect(address("0100007F")).toBe("127.0.0.1");
    expect(address("00000000")).toBe("0.0.0.0");
    expect(address("00000000000000000000000000000000")).toBe("::");
    expect(address("00000000000000000000000001000000")).toBe("::1");
    expect(address("0000000000000000FFFF00000100007F")).toBe("::ffff:127.0.0.1");
    expect(address("B80D0120000000000000000001000000")).toBe("2001:db8::1");
    expect(parseTable(row("0100007F"))).toMatchObject([{ port: 8080, inode: "4711" }]);
  });

  test.each(["127.0.0.1", "::1"])("HTTP on %s: method, path, body and answer as they are", async (host) => {
    const server = createServer(async (request, response) => {
      const body: Buffer[] = [];
      for await (const chunk of request) body.push(chunk as Buffer);
      response.writeHead(418, { "x-sandbar-generation": "99", "set-cookie": ["a=1", "b=2"], etag: "e" });
      const { method, url, headers } = request;
      response.end(
        JSON.stringify({
          method,
          url,
          host: headers.host,
          own: headers["x-sandbar-generation"],
          body: Buffer.concat(body).toString(),
        }),
      );
    });
    const port = await serve(server, host);
    const answer = await agent.client.proxy(port, "/a%2Fb/../c?d=%20e", { method: "PUT", body: "hello" });
    expect(answer.status).toBe(418);
    expect(answer.headers.get("x-sandbar-generation")).toBe("7");
    expect(answer.headers.get("x-sandbar-refusal")).toBeNull();
    expect(answer.headers.getSetCookie()).toEqual(["a=1", "b=2"]);
    expect(await answer.json()).toMatchObject({ method: "PUT", host: `localhost:${port}`, body: "hello" });
    server.close();
  });

  test.each(["DELETE", "OPTIONS", "POST"])(
    "%s with a body of untold length is one request, with the authorization that is for the program",
    async (method) => {
      const seen: string[] = [];
      const server = createServer(async (request, response) => {
        const body: Buffer[] = [];
        for await (const chunk of request) body.push(chunk as Buffer);
        const { authorization, "x-sandbar-authorization": ours } = request.headers;
        seen.push(`${request.method} ${request.url} ${authorization} ${ours} ${Buffer.concat(body)}`);
        response.end();
      });
      const port = await serve(server);
      const smuggled = "GET /smuggled HTTP/1.1\r\nhost: x\r\n\r\n";
      const body = new Blob([smuggled]).stream();
      const headers = { "x-sandbar-authorization": "Basic dTpw", authorization: "Bearer of-the-engine" };
      const init = { method, body, headers, duplex: "half" } as RequestInit;
      expect((await agent.client.proxy(port, "/whole", init)).status).toBe(200);
      expect(seen).toEqual([`${method} /whole Basic dTpw undefined ${smuggled}`]);
      server.close();
    },
  );

  test("a large answer streams; one that breaks off breaks off here too", async () => {
    const server = createServer((request, response) => {
      if (request.url === "/large") {
        for (let block = 0; block < 50; block++) response.write(Buffer.alloc(1024 * 1024, block));
        response.end();
      } else {
        response.writeHead(200, { "content-length": 100 });
        response.write("part");
        setTimeout(() => response.destroy(), 50);
      }
    });
    const port = await serve(server);
    expect((await (await agent.client.proxy(port, "/large")).arrayBuffer()).byteLength).toBe(
      50 * 1024 * 1024,
    );
    const broken = await agent.client.proxy(port, "/broken");
    await expect(broken.text()).rejects.toThrow();
    server.close();
  });

  test("WebSockets pass both ways, and count as connections while they are open", async () => {
    const server = createServer();
    const sockets = new WebSocketServer({ server });
    sockets.on("connection", (socket, request) => {
      socket.send(`hello ${request.url}`);
      socket.on("message", (data, isBinary) => socket.send(data, { binary: isBinary }));
    });
    const port = await serve(server);
    const received: Buffer[] = [];
    const socket = await agent.socket(`/ports/${port}/proxy/chat?x=1`, (data) => received.push(data));
    await eventually(() => received.length === 1);
    expect(String(received[0])).toBe("hello /chat?x=1");
    const large = Buffer.alloc(3_000_000, 7);
    socket.send(large);
    await eventually(() => received.length === 2);
    expect(received[1]?.equals(large)).toBe(true);
    expect((await agent.client.activity()).attached.connections).toBe(1);
    socket.close();
    await expect.poll(async () => (await agent.client.activity()).attached.connections).toBe(0);
    sockets.close();
    server.close();
  });

  test("where nothing listens is 502, and no port is 400", async () => {
    const free = createTcpServer().listen(0);
    await once(free, "listening");
    const { port } = free.address() as AddressInfo;
    free.close();
    await once(free, "close");
    const before = await agent.client.activity();
    const answer = await agent.client.proxy(port, "/");
    expect([answer.status, answer.headers.get("x-sandbar-refusal")]).toEqual([502, "port_unreachable"]);
    await expect(agent.socket(`/ports/${port}/proxy/`, () => undefined)).rejects.toThrow("502");
    // A page that waits for the port asks again and again: no sign of life.
    expect(await agent.client.activity()).toEqual(before);
    expect((await agent.client.proxy(70000, "/")).status).toBe(400);
  });
});

test("activity is what people and programs do, never a question", async () => {
  await agent.client.run({ exec_id: "act", argv: ["true"] });
  const after = await agent.client.activity();
  expect(after.because).toBe("exec");
  for (let round = 0; round < 3; round++) {
    await agent.client.health();
    await agent.client.listFiles(".");
    await agent.client.ports();
    await agent.client.listPtys();
    await agent.client.processes();
    await agent.client.git();
  }
  expect(await agent.client.activity()).toEqual(after);
  await agent.client.createPty({ pty_id: "act", cols: 80, rows: 24, argv: ["cat"] });
  const view = await TerminalView.open(agent, "act");
  const attached = await agent.client.activity();
  expect(attached.last_at).toBe(after.last_at); // to look is no activity
  expect(attached.attached.terminals).toBe(1);
  view.type("x");
  await view.shows("x");
  const typed = await agent.client.activity();
  expect(typed.because).toMatch(/^terminal_(in|out)put$/);
  expect(Date.parse(typed.last_at)).toBeGreaterThanOrEqual(Date.parse(after.last_at));
  await agent.client.closePty("act");
});

test("events: a snapshot, then what happens; completion by the command inside, kept for who comes later", async () => {
  const events: AgentEvent[] = [];
  const socket = await agent.socket("/events", (data) => events.push(JSON.parse(String(data)) as AgentEvent));
  const snapshot = await eventually(() => events[0]);
  expect(snapshot).toMatchObject({ type: "snapshot", complete: null });
  const of = <T extends AgentEvent["type"]>(type: T) =>
    events.find((event): event is Extract<AgentEvent, { type: T }> => event.type === type);

  const argv = ["sh", "-c", "sandbox-complete 300 2>/dev/null; echo bad=$?; sandbox-complete 3; echo ok=$?"];
  const completed = await agent.client.run({ exec_id: "complete", argv });
  expect(new TextDecoder().decode(completed.stdout)).toBe("bad=1\nok=0\n");
  expect(await eventually(() => of("complete"))).toMatchObject({ exit_code: 3 });

  const script = "require('http').createServer().listen(0);setTimeout(()=>process.exit(4),1500)";
  const server = { process_id: "server", argv: [process.execPath, "-e", script], source: "task" };
  const { pid } = await agent.client.startProcess(server);
  // Other programs of this machine open ports meanwhile, too.
  const opened = await eventually(() =>
    events.find((event) => event.type === "port_opened" && event.port.pid === pid),
  );
  if (opened.type !== "port_opened") throw new Error("not the event that was looked for");
  expect(opened.port.process).toBe("node");
  expect(await eventually(() => of("process_exited"))).toMatchObject({
    process: { process_id: "server", exit_code: 4 },
  });
  await eventually(() =>
    events.some((event) => event.type === "port_closed" && event.port.port === opened.port.port),
  );
  await agent.client.createPty({ pty_id: "ends", cols: 80, rows: 24, argv: ["sh", "-c", "exit 9"] });
  expect(await eventually(() => of("pty_exited"))).toMatchObject({
    pty: { pty_id: "ends", exit: { exit_code: 9 } },
  });
  socket.close();

  const later: AgentEvent[] = [];
  const second = await agent.socket("/events", (data) => later.push(JSON.parse(String(data)) as AgentEvent));
  expect(await eventually(() => later[0])).toMatchObject({ type: "snapshot", complete: { exit_code: 3 } });
  second.close();
});
