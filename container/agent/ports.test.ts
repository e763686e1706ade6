/** What listens in a sandbox, and how it is reached, on a real agent. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { type AddressInfo, createServer as createTcpServer } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { WebSocketServer } from "ws";
import { parseTable } from "./listening-ports.ts";
import { type AgentProcess, startAgentProcess } from "./testing/agent-process.ts";
import { eventually } from "./testing/conditions.ts";

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
