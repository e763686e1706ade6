/** The engine contract's part about commands, their output, and ports. */
import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import type { ContractContext } from "./engine.contract.ts";

const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

export function execContract({ agent, under, id, generation }: ContractContext): void {
  const script = (source: string) => ({ exec_id: crypto.randomUUID(), argv: ["sh", "-c", source] });

  describe("commands", () => {
    test("exit codes, signals and both streams arrive as they were", async () => {
      const failed = await agent().run(script("echo out; echo err >&2; exit 7"));
      expect([failed.exit_code, text(failed.stdout), text(failed.stderr)]).toEqual([7, "out\n", "err\n"]);
      const killed = await agent().run(script("kill -9 $$"));
      expect([killed.exit_code, killed.signal]).toEqual([null, "SIGKILL"]);
    });

    test("100 MB of output arrive byte-exact", async () => {
      const size = 100_000_000;
      const hash = createHash("sha256");
      let received = 0;
      for await (const frame of await agent().exec(script(`yes 0123456789abcde | head -c ${size}`))) {
        if (frame.type !== "stdout") continue;
        received += frame.data.byteLength;
        hash.update(frame.data);
      }
      const expected = createHash("sha256").update("0123456789abcde\n".repeat(size / 16));
      expect(received).toBe(size);
      expect(hash.digest("hex")).toBe(expected.digest("hex"));
    });

    test("cancelling ends the whole tree of processes", async () => {
      const request = script("sleep 4321 & (sleep 4322 & sleep 4323) & wait");
      const running = agent().run(request);
      const sleepers = async (): Promise<number> =>
        Number(text((await agent().run(script("pgrep -cf 'sleep 432[123]' || true"))).stdout));
      // pgrep's own shell has the pattern in its command line, too.
      await expect.poll(sleepers).toBeGreaterThan(3);
      await agent().cancelExec(request.exec_id);
      await running;
      const left = await agent().run({ exec_id: crypto.randomUUID(), argv: ["pgrep", "-x", "sleep"] });
      expect(text(left.stdout)).toBe("");
    });

    test("hostile file names are names and nothing more", async () => {
      const names = ["-rf", "a b", "a\nb", "$(reboot)", "`id`", "'\"", "*", "ü\u{1f600}", "..."];
      for (const [index, name] of names.entries()) {
        await agent().writeFile(`hostile/${name}`, String(index));
        expect(await (await agent().readFile(`hostile/${name}`)).text()).toBe(String(index));
      }
      const listed = (await agent().listFiles("hostile")).entries.map((entry) => entry.name);
      expect(listed.sort()).toEqual(names.toSorted());
      await agent().deleteFile("hostile", { recursive: true });
    });
  });

  describe("ports", () => {
    test("a server inside is found, answers HTTP, and talks WebSocket", async () => {
      await agent().startProcess({ process_id: "server", source: "task", argv: ["node", "-e", SERVER] });
      await expect.poll(async () => (await agent().ports()).map(({ port }) => port)).toContain(8123);
      const answer = await agent().proxy(8123, "/hello?x=1");
      expect([answer.status, await answer.text()]).toEqual([201, "GET /hello?x=1"]);
      const socket = await under().socket(id, generation, "/ports/8123/proxy/echo");
      const echoed = new Promise<string>((resolve) =>
        socket.once("message", (data: Buffer) => resolve(data.toString())),
      );
      socket.resume();
      socket.send("ping");
      expect(await echoed).toBe("ping");
      socket.close();
      await agent().signalProcess("server", "SIGKILL");
    });
  });
}

/** HTTP, and a WebSocket echo of short unfragmented text messages, without any package. */
const SERVER = `
const { createHash } = require("node:crypto");
const server = require("node:http").createServer((request, response) => {
  response.writeHead(201).end(request.method + " " + request.url);
});
server.on("upgrade", (request, socket) => {
  const key = request.headers["sec-websocket-key"] + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
  const accept = createHash("sha1").update(key).digest("base64");
  socket.write("HTTP/1.1 101 Switching Protocols\\r\\nUpgrade: websocket\\r\\nConnection: Upgrade\\r\\n" +
    "Sec-WebSocket-Accept: " + accept + "\\r\\n\\r\\n");
  socket.on("data", (frame) => {
    if ((frame[0] & 15) !== 1) return socket.end();
    const size = frame[1] & 127, mask = frame.subarray(2, 6), body = frame.subarray(6, 6 + size);
    body.forEach((byte, index) => { body[index] = byte ^ mask[index % 4]; });
    socket.write(Buffer.concat([Buffer.from([129, size]), body]));
  });
  socket.on("error", () => {});
});
server.listen(8123, "127.0.0.1");
`;
