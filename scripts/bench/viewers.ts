/** More people at a terminal that somebody opened. */

import { setTimeout as sleep } from "node:timers/promises";
import type { Product } from "../../tests/product/product.ts";
import { TerminalClient } from "../../tests/product/terminal-client.ts";
import { CLOSE_CODES } from "../../workers/domain/protocol.ts";
import type { ProductTerminal } from "./terminal.ts";

/** Between attempts to come back, ms. */
const RETRY_MS = 20;

export interface Viewers {
  /** Output that arrived at each of them, bytes. */
  readonly received: readonly number[];
  /** Resolves when all of them are at this offset of the terminal; those that are cut off come back. */
  reached(offset: number): Promise<void>;
  close(): void;
}

/** They join where the terminal's first viewer is now. */
export async function moreViewers(
  { api }: Product,
  terminal: ProductTerminal,
  count: number,
): Promise<Viewers> {
  const received = new Array<number>(count).fill(0);
  let closed = false;
  const comeBack = async (client: TerminalClient): Promise<void> => {
    while (!closed && !client.connected) await client.connect().catch(() => sleep(RETRY_MS));
    if (closed) client.close();
  };
  let wanted = Number.POSITIVE_INFINITY;
  const waiting = new Set<number>(received.keys());
  const all = Promise.withResolvers<void>();
  const look = (index: number, offset: number): void => {
    if (offset < wanted) return;
    waiting.delete(index);
    if (waiting.size === 0) all.resolve();
  };
  const clients = received.map((_, index) => {
    const client: TerminalClient = new TerminalClient({
      url: terminal.url,
      headers: api.headers,
      onOutput: (data) => {
        received[index] = (received[index] ?? 0) + data.byteLength;
        look(index, client.offset);
      },
      onDropped: ({ to }) => look(index, to),
      onClosed: (code) => {
        if (code === CLOSE_CODES.too_slow || code === CLOSE_CODES.failed) void comeBack(client);
      },
    });
    client.offset = terminal.client.offset;
    return client;
  });
  await Promise.all(clients.map((client) => client.connect()));
  return {
    received,
    async reached(offset) {
      wanted = offset;
      for (const [index, client] of clients.entries()) look(index, client.offset);
      await all.promise;
    },
    close: () => {
      closed = true;
      for (const client of clients) client.close();
    },
  };
}
