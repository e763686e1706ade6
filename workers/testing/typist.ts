/** Somebody at a terminal of the API: types, and keeps what it shows. */
import { expect } from "vitest";
import { decodeFromPty, encodeFrame, type FromPtyFrame } from "../domain/protocol.ts";
import { type GuestBrowser, socketAsGuest } from "./guests.ts";
import { call, type Person, raw } from "./people.ts";

export class Typist {
  readonly terminal_id: string;
  readonly frames: FromPtyFrame[] = [];
  readonly #socket: WebSocket;
  readonly #decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  #typed = 0;
  text = "";
  closed: { readonly code: number; readonly reason: string } | null = null;
  /** Offset after the last byte that came. */
  offset = 0;

  /** At a new terminal, or at one that there is. */
  static async at(person: Person, name: string, terminal_id?: string): Promise<Typist> {
    const body = { cols: 90, rows: 20 };
    const id =
      terminal_id ?? (await call(person, "POST", `/sandboxes/${name}/terminals`, body)).body.terminal_id;
    const path = `/sandboxes/${name}/terminals/${id}?offset=0&viewer=${crypto.randomUUID()}`;
    const response = await raw(person, "GET", path, undefined, { upgrade: "websocket" });
    if (!response.webSocket) throw new Error(`no socket: ${response.status} ${await response.text()}`);
    return new Typist(id, response.webSocket);
  }

  /** Through a share link, at a terminal that there is. */
  static async asGuest(guest: GuestBrowser, terminal_id: string): Promise<Typist> {
    const path = `/terminals/${terminal_id}?offset=0&viewer=${crypto.randomUUID()}`;
    const response = await socketAsGuest(guest, path);
    if (!response.webSocket) throw new Error(`no socket: ${response.status} ${await response.text()}`);
    return new Typist(terminal_id, response.webSocket);
  }

  private constructor(terminal_id: string, socket: WebSocket) {
    this.terminal_id = terminal_id;
    this.#socket = socket;
    socket.binaryType = "arraybuffer";
    socket.addEventListener("message", ({ data }) => this.#receive(new Uint8Array(data as ArrayBuffer)));
    socket.addEventListener("close", ({ code, reason }) => {
      this.closed = { code, reason };
    });
    socket.accept();
  }

  type(text: string): void {
    const data = new TextEncoder().encode(text);
    this.#socket.send(encodeFrame({ type: "input", offset: this.#typed, data }));
    this.#typed += data.byteLength;
  }

  async sees(text: string | RegExp): Promise<void> {
    await expect.poll(() => this.text, { timeout: 20_000 }).toMatch(text);
  }

  /** Notices of that kind, in order. */
  notices(kind: string) {
    return this.frames.flatMap((frame) =>
      frame.type === "notice" && frame.notice.kind === kind ? [frame.notice] : [],
    );
  }

  leave(): void {
    this.#socket.close(1000, "done");
  }

  #receive(message: Uint8Array): void {
    const decoded = decodeFromPty(message);
    if (!decoded.ok) throw new Error(decoded.problem);
    const { frame } = decoded;
    this.frames.push(frame);
    if (frame.type !== "output") return;
    this.offset = frame.offset + frame.data.byteLength;
    this.text += this.#decoder.decode(frame.data, { stream: true });
    this.#socket.send(encodeFrame({ type: "ack", offset: this.offset }));
  }
}
