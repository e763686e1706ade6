/** A program for sandboxes: an HTTP and WebSocket server that tells what reaches it. Node only, no packages. */
export const PORT_PROGRAM = String.raw`
import { createHash } from "node:crypto";
import { createServer } from "node:http";
import { brotliCompressSync, gzipSync } from "node:zlib";

const port = Number(process.argv[2]);
const LARGE = Buffer.alloc(8 * 1024 * 1024, 7);
const server = createServer(async (request, response) => {
  const { pathname, searchParams } = new URL(request.url, "http://x");
  if (pathname === "/events") {
    response.writeHead(200, { "content-type": "text/event-stream" });
    response.write("data: first\n\n");
    response.on("close", () => { server.left = true; });
    server.say = () => response.write("data: second\n\n");
    return;
  }
  if (pathname === "/ticks") {
    server.held = (server.held ?? 0) + 1;
    const ticking = setInterval(() => response.write("tick\n"), 20);
    response.on("close", () => { server.held -= 1; clearInterval(ticking); });
    return;
  }
  if (pathname === "/held") return response.end(String(server.held ?? 0));
  if (pathname === "/say") { server.say(); return response.end("said"); }
  if (pathname === "/left") return response.end(String(server.left === true));
  if (pathname === "/large") { response.writeHead(200, { "content-length": LARGE.length }); return response.end(LARGE); }
  if (pathname === "/gzip" || pathname === "/br") {
    const pack = pathname === "/gzip" ? gzipSync : brotliCompressSync;
    response.writeHead(200, { "content-encoding": pathname.slice(1), "content-type": "text/plain" });
    return response.end(pack("packed ".repeat(1000)));
  }
  if (pathname === "/range") {
    const [, from, to] = /bytes=(\d+)-(\d+)/.exec(request.headers.range);
    response.writeHead(206, { "content-range": "bytes " + from + "-" + to + "/26" });
    return response.end("abcdefghijklmnopqrstuvwxyz".slice(Number(from), Number(to) + 1));
  }
  if (pathname === "/redirect") { response.writeHead(302, { location: searchParams.get("to") }); return response.end(); }
  if (pathname === "/headers") {
    response.writeHead(200, {
      "content-security-policy": "default-src 'self'; frame-ancestors *",
      "set-cookie": [
        "a=1; Path=/; HttpOnly",
        "b=2; Domain=localhost; Secure",
        "c=3; domain=.preview.example.com; SameSite=None",
        "__sandbar_preview=mine; Path=/",
        "d=4; Path=/x; Domain",
      ],
      "x-sandbar-generation": "99",
      "x-sandbar-refusal": "forged",
      "x-frame-options": "ALLOWALL",
      etag: '"e"',
    });
    return response.end("headers");
  }
  if (pathname === "/status") { response.writeHead(Number(searchParams.get("code"))); return response.end(); }
  const body = [];
  for await (const chunk of request) body.push(chunk);
  const text = Buffer.concat(body);
  response.writeHead(200, { "content-type": "application/json" });
  response.end(JSON.stringify({
    method: request.method,
    url: request.url,
    headers: request.headers,
    size: text.length,
    sha256: createHash("sha256").update(text).digest("hex"),
  }));
});

/** Sends back every message as it came; closes with the code that a text message "close N" names. */
server.on("upgrade", (request, socket) => {
  const key = request.headers["sec-websocket-key"] + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
  const accept = createHash("sha1").update(key).digest("base64");
  const protocol = request.headers["sec-websocket-protocol"];
  socket.write("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n" +
    "Sec-WebSocket-Accept: " + accept + "\r\n" +
    (protocol ? "Sec-WebSocket-Protocol: " + protocol.split(",")[0] + "\r\n" : "") + "\r\n");
  let held = Buffer.alloc(0);
  socket.on("error", () => socket.destroy());
  socket.on("data", (chunk) => {
    held = Buffer.concat([held, chunk]);
    for (;;) {
      if (held.length < 2) return;
      const short = held[1] & 0x7f;
      const head = short === 127 ? 10 : short === 126 ? 4 : 2;
      if (held.length < head + 4) return;
      const size = short === 127 ? Number(held.readBigUInt64BE(2)) : short === 126 ? held.readUInt16BE(2) : short;
      if (held.length < head + 4 + size) return;
      const mask = held.subarray(head, head + 4);
      const data = Buffer.from(held.subarray(head + 4, head + 4 + size));
      for (let index = 0; index < size; index++) data[index] ^= mask[index % 4];
      const first = held[0];
      const header = Buffer.concat([Buffer.from([first, short]), held.subarray(2, head)]);
      held = held.subarray(head + 4 + size);
      const asked = /^close (\d+)$/.exec(data.toString("latin1").slice(0, 20));
      if (asked) {
        const code = Buffer.alloc(2);
        code.writeUInt16BE(Number(asked[1]));
        socket.write(Buffer.concat([Buffer.from([0x88, 2]), code]));
        continue;
      }
      if ((first & 0x0f) === 8) return socket.end();
      socket.write(Buffer.concat([header, data]));
    }
  });
});
server.listen(port, process.argv[3] ?? "127.0.0.1");
`;
