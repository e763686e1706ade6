/** Bytes below the WebSocket protocol: a handshake, then whatever. */
import { once } from "node:events";
import { connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import type { Target } from "./attacker.ts";

/** Resolves with all that came back once the other side ended the connection, or after `patience_ms`. */
export async function sayRaw(
  { url, headers }: Target,
  bytes: Uint8Array,
  patience_ms: number,
): Promise<string> {
  const { hostname, port, pathname, search } = new URL(url);
  const socket = connect(Number(port), hostname);
  let received = "";
  socket.on("data", (data) => {
    received += data.toString("latin1");
  });
  socket.on("error", () => {});
  const lines = Object.entries({
    host: `${hostname}:${port}`,
    connection: "Upgrade",
    upgrade: "websocket",
    "sec-websocket-version": "13",
    "sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ==",
    ...headers,
  }).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.write(`GET ${pathname}${search} HTTP/1.1\r\n${lines.join("")}\r\n`);
  socket.write(bytes);
  await Promise.race([once(socket, "close"), sleep(patience_ms)]);
  socket.destroy();
  return received;
}

/** WebSocket frames that no client may send: each one in bytes. */
export const RAW_FRAMES: Readonly<Record<string, Uint8Array>> = {
  "without a mask": Uint8Array.of(0x82, 0x02, 0x03, 0x00),
  "with reserved bits": Uint8Array.of(0xf2, 0x80, 0, 0, 0, 0),
  "of an unknown kind": Uint8Array.of(0x8b, 0x80, 0, 0, 0, 0),
  "a control frame in pieces": Uint8Array.of(0x09, 0x80, 0, 0, 0, 0),
  "a control frame that is too long": Uint8Array.of(0x89, 0xfe, 0x01, 0x00, 0, 0, 0, 0),
  "a continuation of nothing": Uint8Array.of(0x80, 0x80, 0, 0, 0, 0),
  "8 EiB long": Uint8Array.of(0x82, 0xff, 0x7f, 255, 255, 255, 255, 255, 255, 255, 0, 0, 0, 0),
  "of a negative length": Uint8Array.of(0x82, 0xff, 0xff, 255, 255, 255, 255, 255, 255, 255, 0, 0, 0, 0),
  "a close with half a code": Uint8Array.of(0x88, 0x81, 0, 0, 0, 0, 3),
  "a close with a code of nobody": Uint8Array.of(0x88, 0x82, 0, 0, 0, 0, 0, 1),
  "text that is no UTF-8": Uint8Array.of(0x81, 0x82, 0, 0, 0, 0, 0xc3, 0x28),
};
