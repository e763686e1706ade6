/** A client that says whatever it likes, and remembers what came of it. */
import { setTimeout as sleep } from "node:timers/promises";
import { WebSocket } from "ws";
import { decodeFromPty, type FromPtyFrame } from "../../../workers/domain/protocol.ts";

/** How long an attack waits for the other side to close, ms. Most codes come within a few. */
const PATIENCE_MS = 10_000;

export interface Target {
  /** Of a WebSocket, with its query. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

export interface Outcome {
  /** Of the refusal before the upgrade; 101 when there was a socket. */
  readonly status: number;
  /** Of the closed socket; null when it was still open after everything was said. */
  readonly code: number | null;
  /** Everything received, in one string of bytes. */
  readonly received: string;
  readonly frames: readonly FromPtyFrame[];
}

export type Message = Uint8Array | string;

export interface Attack {
  readonly messages: readonly Message[];
  /** Wait for the first message (hello) before the first of ours; true unless said otherwise. */
  readonly polite?: boolean;
  /** Whether the socket should be closed by the other side; waits for it. */
  readonly closes: boolean;
}

/** One socket, all messages, then the end. Never rejects: a connection that fails is an outcome. */
export async function attack(
  { url, headers }: Target,
  { messages, polite = true, closes }: Attack,
): Promise<Outcome> {
  const socket = new WebSocket(url, { headers, perMessageDeflate: false, maxPayload: 2 ** 26 });
  const pieces: Buffer[] = [];
  const frames: FromPtyFrame[] = [];
  let status = 101;
  let code: number | null = null;
  const ended = Promise.withResolvers<void>();
  const greeted = Promise.withResolvers<void>();
  socket.on("message", (data: Buffer) => {
    pieces.push(data);
    const decoded = decodeFromPty(data);
    if (decoded.ok) frames.push(decoded.frame);
    greeted.resolve();
  });
  socket.on("unexpected-response", (request, response) => {
    status = response.statusCode ?? 0;
    response.on("data", (data: Buffer) => pieces.push(data)).on("error", () => {});
    response.on("close", () => ended.resolve());
    request.on("error", () => ended.resolve());
  });
  socket.on("open", () => {
    if (!polite) greeted.resolve();
  });
  socket.on("close", (closed) => {
    code = closed;
    ended.resolve();
    greeted.resolve();
  });
  socket.on("error", () => {
    if (status === 101 && socket.readyState === WebSocket.CONNECTING) status = 0;
    ended.resolve();
    greeted.resolve();
  });
  await Promise.race([greeted.promise, ended.promise, sleep(PATIENCE_MS)]);
  for (const message of messages) if (socket.readyState === WebSocket.OPEN) socket.send(message);
  if (closes) await Promise.race([ended.promise, sleep(PATIENCE_MS)]);
  // A ping is answered after everything before it: then all of it has been looked at.
  else if (socket.readyState === WebSocket.OPEN)
    await Promise.race([pong(socket), ended.promise, sleep(PATIENCE_MS)]);
  const seen = code;
  socket.terminate();
  return { status, code: seen, received: Buffer.concat(pieces).toString("latin1"), frames };
}

function pong(socket: WebSocket): Promise<void> {
  return new Promise((resolve) => {
    socket.once("pong", () => resolve());
    socket.ping();
  });
}
