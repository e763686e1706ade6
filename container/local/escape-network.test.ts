/** From inside a jail: the network. What is refused is refused for lack of permission, as the controls show. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { type AddressInfo, createServer as createTcpServer, type Server as TcpServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { EngineProcess, startSpec } from "./testing/engine-process.ts";
import { Inside, outside } from "./testing/inside.ts";

/** The one address that this engine's proxy permits besides the public internet. */
const CONTROL = "127.0.0.77";
const engine = new EngineProcess({ controls: { "control.test": CONTROL, "other.test": CONTROL } });
const inside = new Inside(engine, "online");
let web: Server;
let host: Server;
let echo: TcpServer;
let folder: string;
const portOf = (server: TcpServer): number => (server.address() as AddressInfo).port;
const listen = (server: TcpServer, address: string): Promise<void> =>
  new Promise((resolve) => server.listen(0, address, resolve));
const curl = (...args: string[]): string[] => [
  ...["curl", "-sS", "--max-time", "10", "-o", "/dev/null", "-w", "%{http_code} %{http_connect}", ...args],
];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "sandbar-web-"));
  const git = (...args: string[]): void =>
    void execFileSync("git", ["-C", folder, ...args], { stdio: "ignore" });
  git("init", "--bare", "origin.git");
  git("init", "-b", "main", "work");
  const identity = ["-c", "user.name=t", "-c", "user.email=t@t.test"];
  git("-C", "work", ...identity, "commit", "--allow-empty", "-m", "first");
  git("-C", "work", "push", join(folder, "origin.git"), "main:main");
  git("-C", "origin.git", "symbolic-ref", "HEAD", "refs/heads/main");
  git("-C", "origin.git", "update-server-info");
  web = createServer((request, response) => {
    if (request.url === "/-/ping") return response.end("{}");
    try {
      response.end(readFileSync(join(folder, new URL(request.url ?? "/", "http://x").pathname)));
    } catch {
      response.writeHead(request.url === "/" ? 200 : 404).end();
    }
  });
  host = createServer((_request, response) => response.end("a service of the host"));
  echo = createTcpServer((socket) => socket.pipe(socket));
  await Promise.all([listen(web, CONTROL), listen(host, "127.0.0.1"), listen(echo, CONTROL)]);
  await engine.start();
  await engine.engine.start("online", 1, startSpec({ egress: { mode: "proxy" } }));
});

afterAll(async () => {
  await engine.dispose();
  for (const server of [web, host, echo]) server.close();
  rmSync(folder, { recursive: true });
});

describe("what is allowed works", () => {
  test("curl, by absolute form and by tunnel", async () => {
    const url = `http://control.test:${portOf(web)}/`;
    expect((await inside.run(curl(url))).out).toBe("200 000");
    expect((await inside.run(curl("--proxytunnel", url))).out).toBe("200 200");
  });

  test("git clones", async () => {
    const url = `http://control.test:${portOf(web)}/origin.git`;
    const cloned = await inside.sh(
      'git clone -q "$1" /workspace/clone && git -C /workspace/clone log --format=%s',
      url,
    );
    expect(cloned).toEqual({ code: 0, out: "first" });
  });

  test("npm reaches its registry, and Node's own fetch works in a login shell", async () => {
    const registry = `http://control.test:${portOf(web)}/`;
    expect((await inside.run(["npm", "ping", "--registry", registry])).code).toBe(0);
    const script = `fetch("${registry}").then((answer) => console.log(answer.status))`;
    expect((await inside.run(["bash", "-lc", 'node -e "$1"', "bash", script])).out).toBe("200");
  });

  test("ssh's way out carries bytes both ways", async () => {
    const tunnel = ["/opt/sandbar/bin/egress-connect", "control.test", String(portOf(echo))];
    expect(await inside.run(tunnel, "both ways")).toEqual({ code: 0, out: "both ways" });
    expect((await inside.run(["ssh", "-G", "git.example.com"])).out).toContain("egress-connect");
  });

  test("a name can't stand for an address that is refused", async () => {
    const refused = await inside.run(["/opt/sandbar/bin/egress-connect", "localhost", String(portOf(host))]);
    expect(refused).toMatchObject({ code: 1, out: expect.stringContaining("not on the public internet") });
  });
});

describe("directly", () => {
  test("there is no interface but the jail's own loopback", async () => {
    const interfaces = (await inside.sh("tail -n +3 /proc/net/dev | cut -d: -f1 | tr -d ' '")).out;
    expect(interfaces).toBe("lo");
    expect((await inside.run(["cat", "/proc/net/route"])).out.split("\n")).toHaveLength(1);
  });

  test("services of the host, the engine, and metadata can't be reached", async () => {
    const direct = (url: string): string[] => curl("--noproxy", "*", "--connect-timeout", "3", url);
    for (const server of [host, web]) {
      const { address, port } = server.address() as AddressInfo;
      expect((await outside(curl(`http://${address}:${port}/`))).out).toMatch(/^200/); // control
      expect((await inside.run(direct(`http://${address}:${port}/`))).code).toBe(7);
    }
    expect((await outside(curl(`http://127.0.0.1:${engine.port}/healthz`))).out).toMatch(/^401/); // control
    expect((await inside.run(direct(`http://127.0.0.1:${engine.port}/healthz`))).code).toBe(7);
    expect((await inside.run(direct("http://169.254.169.254/"))).code).toBe(7);
  });

  test("another sandbox's server can't be reached, though its own owner reaches it", async () => {
    await engine.engine.start("neighbour", 1, startSpec());
    const argv = ["python3", "-m", "http.server", "8200"];
    await engine.agent("neighbour").startProcess({ process_id: "web", source: "task", argv });
    const ports = async (): Promise<number[]> =>
      (await engine.agent("neighbour").ports()).map(({ port }) => port);
    await expect.poll(ports).toContain(8200);
    expect((await engine.agent("neighbour").proxy(8200, "/")).status).toBe(200); // control
    expect((await inside.run(curl("--noproxy", "*", "http://127.0.0.1:8200/"))).code).toBe(7);
    expect((await inside.run(curl("http://neighbour:8200/"))).out).toBe("403 000");
  });
});

describe("through the proxy", () => {
  const FORMS = [
    ...["127.0.0.1", "localhost", "127.1", "2130706433", "0x7f000001", "017700000001", "0.0.0.0", "[::1]"],
    ...["[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[64:ff9b::7f00:1]", "[2002:7f00:1::]", "127.0.0.1."],
  ];

  test.each(FORMS)("the host as %s is refused, absolute form and tunnel", async (form) => {
    const port = portOf(host);
    expect((await outside(curl(`http://127.0.0.1:${port}/`))).out).toMatch(/^200/); // control
    const url = `http://${form}:${port}/`;
    // Raw requests: curl itself would turn some of the forms into plain addresses.
    for (const head of [`GET ${url} HTTP/1.1`, `CONNECT ${form}:${port} HTTP/1.1`]) {
      expect(await raw(`${head}\r\nHost: x\r\nConnection: close\r\n\r\n`)).toMatch(/^HTTP\/1\.1 403 /);
    }
  });

  test.each(["169.254.169.254", "[::ffff:a9fe:a9fe]", "2852039166", "[fd00:ec2::254]", "100.100.100.200"])(
    "metadata as %s is refused",
    async (form) => {
      const head = `CONNECT ${form}:80 HTTP/1.1\r\nHost: x\r\n\r\n`;
      expect(await raw(head)).toMatch(/^HTTP\/1\.1 403 /);
    },
  );

  test("the engine and the dashboard's port are refused", async () => {
    expect((await inside.run(curl(`http://127.0.0.1:${engine.port}/healthz`, "--noproxy", ""))).out).toBe(
      "403 000",
    );
  });

  test("a redirect inward is refused like the address itself", async () => {
    const redirect = createServer((_request, response) => {
      response.writeHead(302, { location: `http://127.0.0.1:${portOf(host)}/` }).end();
    });
    await listen(redirect, CONTROL);
    const url = `http://control.test:${portOf(redirect)}/`;
    expect((await inside.run(curl("--noproxy", "", "-L", url))).out).toBe("403 000");
    redirect.close();
  });

  test("every attempt is in the sandbox's log", async () => {
    const answer = await fetch(`http://127.0.0.1:${engine.port}/sandboxes/online/egress`, {
      headers: { authorization: `Bearer ${engine.token}` },
    });
    const { items } = (await answer.json()) as {
      items: { host: string; address?: string; refused?: string }[];
    };
    expect(items).toContainEqual(expect.objectContaining({ host: "control.test", address: CONTROL }));
    expect(items).toContainEqual(
      expect.objectContaining({ host: "169.254.169.254", refused: expect.any(String) }),
    );
  });

  test("an allow-list holds, and without egress there is no proxy at all", async () => {
    const url = (name: string): string => `http://${name}:${portOf(web)}/`;
    expect((await inside.run(curl(url("other.test")))).out).toBe("200 000"); // control
    await engine.engine.start(
      "listed",
      1,
      startSpec({ egress: { mode: "proxy", allow_hosts: ["control.test"] } }),
    );
    const listed = new Inside(engine, "listed");
    expect((await listed.run(curl(url("control.test")))).out).toBe("200 000");
    expect((await listed.run(curl(url("other.test")))).out).toBe("403 000");
    await engine.engine.start("offline", 1, startSpec());
    const offline = new Inside(engine, "offline");
    expect((await offline.run(curl(url("control.test")))).code).toBe(6);
    expect((await offline.run(["ls", "/run/sandbar"])).out).toBe("");
  });
});

/** Sends bytes to the jail's proxy and gives what comes back. */
async function raw(text: string): Promise<string> {
  const script = `
import socket, sys
proxy = socket.create_connection(("127.0.0.1", 3128))
proxy.sendall(sys.argv[1].encode())
proxy.settimeout(10)
print(proxy.recv(4096).decode())
`;
  return (await inside.python(script, text)).out;
}
