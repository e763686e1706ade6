import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { expect, test } from "vitest";
import { WebSocket, WebSocketServer } from "ws";
import { watchLiveness } from "./liveness.ts";

test("a socket that answers nothing is ended, one that answers stays", async () => {
  const server = new WebSocketServer({ host: "127.0.0.1", port: 0 });
  await once(server, "listening");
  const connect = async (autoPong: boolean) => {
    const accepted = once(server, "connection") as Promise<[WebSocket]>;
    const client = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`, { autoPong });
    const [socket] = await accepted;
    return { client, socket };
  };
  const [silent, living] = [await connect(false), await connect(true)];
  let pings = 0;
  const answered = new Promise<void>((resolve) => {
    living.client.on("ping", () => ++pings === 5 && resolve());
  });
  for (const { socket } of [silent, living]) watchLiveness(socket, 200);
  const [code] = await once(silent.socket, "close");
  expect(code).toBe(1006);
  await answered;
  expect(living.socket.readyState).toBe(WebSocket.OPEN);
  living.client.close();
  server.close();
});
