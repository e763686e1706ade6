/** The engine contract's part about terminals. */
import { describe, expect, test } from "vitest";
import type { WebSocket } from "ws";
import { decodeFromPty, encodeFrame, type Hello } from "../domain/protocol.ts";
import type { ContractContext } from "./engine.contract.ts";

/** One viewer of one PTY: collects output with its offsets, and checks that none is missing or doubled. */
class Viewer {
  readonly #socket: WebSocket;
  #input = 0;
  output = "";
  offset: number | undefined;
  hello: Hello | undefined;

  constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.on("message", (message: Buffer) => this.#receive(new Uint8Array(message)));
    socket.resume();
  }

  type(text: string): void {
    const data = new TextEncoder().encode(text);
    this.#socket.send(encodeFrame({ type: "input", offset: this.#input, data }));
    this.#input += data.byteLength;
  }

  resize(cols: number, rows: number): void {
    this.#socket.send(encodeFrame({ type: "resize", cols, rows }));
  }

  close(): void {
    this.#socket.close();
  }

  #receive(message: Uint8Array): void {
    const decoded = decodeFromPty(message);
    if (!decoded.ok) throw new Error(decoded.problem);
    const { frame } = decoded;
    if (frame.type === "hello") this.hello = frame.hello;
    if (frame.type !== "output") return;
    if (this.offset !== undefined && frame.offset !== this.offset) throw new Error("output has a hole");
    this.offset = frame.offset + frame.data.byteLength;
    this.output += Buffer.from(frame.data).toString("latin1");
    this.#socket.send(encodeFrame({ type: "ack", offset: this.offset }));
  }
}

export function terminalContract({ agent, under, id, generation }: ContractContext): void {
  const attach = async (ptyId: string, since: number, viewer: string): Promise<Viewer> =>
    new Viewer(await under().socket(id, generation, `/ptys/${ptyId}/attach?since=${since}&viewer=${viewer}`));

  describe("terminals", () => {
    test("echo, resize, and exactly what was missed after a reconnect", async () => {
      const argv = ["bash", "--noprofile", "--norc"];
      await agent().createPty({ pty_id: "main", cols: 80, rows: 24, argv, env: { PS1: "> " } });
      const first = await attach("main", 0, "first");
      first.type("echo $((6 * 7))-answer\n");
      await expect.poll(() => first.output).toContain("42-answer");
      first.resize(101, 37);
      first.type("stty size\n");
      await expect.poll(() => first.output).toContain("37 101");
      const seen = first.offset ?? 0;
      first.close();
      const other = await attach("main", seen, "other");
      other.type("echo missed-$((1 + 1))\n");
      await expect.poll(() => other.output).toContain("missed-2");
      const again = await attach("main", seen, "first");
      await expect.poll(() => again.output).toBe(other.output);
      const whole = await attach("main", 0, "third");
      await expect.poll(() => whole.output).toBe(first.output + other.output);
      expect(whole.hello).toMatchObject({ cols: 101, rows: 37, generation });
      for (const viewer of [other, again, whole]) viewer.close();
      await agent().closePty("main");
    });
  });
}
