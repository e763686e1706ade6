/**
 * Carries a WebSocket to an agent's unix socket. Terminals flood through here: what an agent sends is read into one buffer
 * again and again and handed to the kernel from there, without a piece of memory for each read.
 */
import type { IncomingMessage } from "node:http";
import { connect } from "node:net";
import type { Duplex } from "node:stream";
import { AnswerHead } from "./answer-head.ts";
import { type AgentRoute, REFUSAL_HEADERS, UNREACHABLE, withoutToken } from "./forward.ts";

/** Most sockets carry little; the buffer of one that fills it grows, bytes. */
const FIRST_BUFFER = 4 * 1024;
const LARGEST_BUFFER = 256 * 1024;

export function forwardUpgrade(
  route: AgentRoute,
  request: IncomingMessage,
  client: Duplex,
  head: Buffer,
): void {
  let buffer = Buffer.allocUnsafe(FIRST_BUFFER);
  let answer: AnswerHead | null = new AnswerHead();

  /** False when not all of it could be handed on at once: then nothing may be read over it until it was. */
  const pass = (bytes: Uint8Array): boolean => {
    let waiting = false;
    client.write(bytes, () => {
      if (waiting) agent.resume();
    });
    waiting = client.writableLength > 0;
    return !waiting;
  };
  const take = (count: number): boolean => {
    const bytes = buffer.subarray(0, count);
    if (count === buffer.length && count < LARGEST_BUFFER) buffer = Buffer.allocUnsafe(count * 4);
    if (answer === null) return pass(bytes);
    const taken = answer.take(bytes);
    if (taken === undefined) return true;
    if (taken === "malformed") {
      agent.destroy();
      return false;
    }
    answer = null;
    client.write(taken.head, "latin1");
    if (head.length > 0) agent.write(head);
    client.pipe(agent);
    return pass(taken.rest);
  };

  const agent = connect({
    path: route.socketPath,
    onread: { buffer: () => buffer, callback: take },
  });
  agent.write(requestHead(route, request), "latin1");
  agent.on("error", () => agent.destroy());
  agent.on("close", () => {
    if (answer !== null) client.end(UNREACHABLE_ANSWER);
    else if (!client.writableEnded) client.end(() => client.destroy());
  });
  client.on("error", () => agent.destroy());
  client.on("close", () => agent.destroy());
}

function requestHead({ path }: AgentRoute, { method, headers }: IncomingMessage): string {
  return httpHead(`${method} ${path} HTTP/1.1`, { ...withoutToken(headers) });
}

function httpHead(first: string, headers: Readonly<Record<string, string | string[] | undefined>>): string {
  const lines = Object.entries(headers).flatMap(([name, value]) =>
    [value ?? []].flat().map((one) => `${name}: ${one}\r\n`),
  );
  return `${first}\r\n${lines.join("")}\r\n`;
}

const UNREACHABLE_ANSWER = httpHead("HTTP/1.1 502 Bad Gateway", REFUSAL_HEADERS) + UNREACHABLE;
