import { once } from "node:events";
import { WebSocket } from "ws";
import { eventually } from "../../../tests/product/polling.ts";
import type { Row } from "../figure.ts";
import { median, p99 } from "../statistics.ts";

const PAGES = 200;
const CHANGES = 30;

export const live: Row = {
  name: "live",
  how: `${PAGES} open pages of one sandbox, ${CHANGES} changes one after another: from the request that makes a change until each page is told.`,
  floor: "None: the request's own answer is part of it.",
  measure: async ({ product }) => {
    const { api, origin } = product;
    await api.launch({ name: "live" }, 60);
    const { id } = await api.record("live");
    const url = `${origin.replace("http", "ws")}/api/v1/sandboxes/live/live`;
    let told: number[] = [];
    const pages = Array.from({ length: PAGES }, () => {
      const socket = new WebSocket(url, { headers: api.headers, perMessageDeflate: false });
      let version = -1;
      socket.on("message", (data) => {
        const message = JSON.parse(String(data)) as {
          type: string;
          record?: { id: string; version: number };
        };
        if (message.record?.id !== id || message.record.version <= version) return;
        version = message.record.version;
        told.push(performance.now());
      });
      return socket;
    });
    await Promise.all(pages.map((page) => once(page, "open")));
    await eventually("what every page begins with", 10_000, () => told.length >= PAGES);
    const samples: number[] = [];
    for (let change = 0; change < CHANGES; change++) {
      told = [];
      const begun = performance.now();
      const answer = api.call("POST", "/sandboxes/live/keep-alive", { minutes: 10 + change });
      await eventually("all pages", 10_000, () => told.length >= PAGES, 5);
      samples.push(...told.map((at) => at - begun));
      await answer;
    }
    for (const page of pages) page.terminate();
    await product.discard("live");
    return [
      { what: `A change to ${PAGES} pages, median`, unit: "ms", measured: median(samples) },
      { what: `A change to ${PAGES} pages, p99`, unit: "ms", measured: p99(samples), aim: "< 100 ms" },
    ];
  },
};
