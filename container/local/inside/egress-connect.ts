/**
 * `egress-connect HOST PORT`, inside the jail: ssh's ProxyCommand. Opens a tunnel through the filtering
 * proxy and joins it to stdin and stdout. Exit code 1, with the proxy's answer on stderr, when refused.
 */
import { connect } from "node:net";

const [host = "", port = ""] = process.argv.slice(2);
const tunnel = connect({ path: "/run/sandbar/egress/proxy.sock", allowHalfOpen: true });
let head = Buffer.alloc(0);

function fail(message: string): never {
  process.stderr.write(`egress-connect: ${message}\n`);
  process.exit(1);
}

function readHead(chunk: Buffer): void {
  head = Buffer.concat([head, chunk]);
  const end = head.indexOf("\r\n\r\n");
  if (end < 0) {
    if (head.length > 16_384) fail("the proxy's answer has no end");
    return;
  }
  const text = head.subarray(0, end).toString("latin1");
  if (!/^HTTP\/1\.1 200 /.test(text)) {
    fail(`${host}:${port}: ${head.subarray(end + 4).toString() || text.split("\r\n")[0]}`.trim());
  }
  tunnel.off("data", readHead);
  const rest = head.subarray(end + 4);
  if (rest.length > 0) process.stdout.write(rest);
  process.stdin.pipe(tunnel);
  tunnel.pipe(process.stdout);
}

const authority = host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;
tunnel.on("connect", () => tunnel.write(`CONNECT ${authority} HTTP/1.1\r\nHost: ${authority}\r\n\r\n`));
tunnel.on("data", readHead);
tunnel.on("error", (error) => fail(error.message));
tunnel.on("close", () => process.exit(0));
