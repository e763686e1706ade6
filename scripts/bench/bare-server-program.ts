/** The least that puts a PTY on a WebSocket: no frames, no offsets, no relay. Says its port over IPC. */
import type { AddressInfo } from "node:net";
import { spawn } from "@lydell/node-pty";
import { WebSocketServer } from "ws";

/** Bytes that may wait in the socket before the PTY is paused. */
const HIGH_WATER = 1024 * 1024;

const server = new WebSocketServer({ host: "127.0.0.1", port: 0, perMessageDeflate: false });

server.on("connection", (socket, request) => {
  const script = new URL(request.url ?? "/", "http://bare").searchParams.get("script") ?? "";
  const pty = spawn("/bin/bash", ["-c", script], { cols: 80, rows: 24, encoding: null });
  pty.onData((data: string | Uint8Array) => {
    socket.send(data, () => {
      if (socket.bufferedAmount <= HIGH_WATER) pty.resume();
    });
    if (socket.bufferedAmount > HIGH_WATER) pty.pause();
  });
  socket.on("message", (data: Buffer) => pty.write(data.toString()));
  socket.on("close", () => pty.kill("SIGKILL"));
});

server.on("listening", () => process.send?.((server.address() as AddressInfo).port));
process.on("disconnect", () => process.exit(0));
