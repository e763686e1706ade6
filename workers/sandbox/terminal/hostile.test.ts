import { afterAll, beforeAll, expect, test } from "vitest";
import { encodeFrame, FRAME_TYPES, MAX_FRAME_BYTES } from "../../domain/protocol.ts";
import type { SandboxStub } from "../../services/sandboxes/sandbox-stub.ts";
import { bringUp, discard, launchSpec } from "../../testing/sandboxes.ts";
import { openTerminal, person, TerminalViewer } from "../../testing/terminal-viewer.ts";
import type { LaunchSpec } from "../contract.ts";

let launch: LaunchSpec;
let stub: SandboxStub;
beforeAll(async () => {
  launch = await launchSpec();
  stub = await bringUp(launch);
});
afterAll(() => discard(launch));

const FAR = Number.MAX_SAFE_INTEGER;
const typed = (offset: number) => encodeFrame({ type: "input", offset, data: new Uint8Array(3) });

const BAD: readonly (readonly [string, Uint8Array | string])[] = [
  ["a text", "hello"],
  ["an empty frame", new Uint8Array()],
  ["an unknown type", Uint8Array.of(0x7f, 1, 2)],
  ["an input cut off in its offset", Uint8Array.of(FRAME_TYPES.input, 0, 0)],
  ["an offset above 2^53", new Uint8Array(9).fill(255).fill(FRAME_TYPES.input, 0, 1)],
  ["input with a gap before it", typed(10)],
  ["input at the end of all numbers", typed(FAR - 3)],
  ["an acknowledgement of what was never sent", encodeFrame({ type: "ack", offset: FAR })],
  ["a size of no columns", Uint8Array.of(FRAME_TYPES.resize, 0, 0, 0, 24)],
  ["a size too large", Uint8Array.of(FRAME_TYPES.resize, 255, 255, 0, 24)],
  ["a claim with something in it", Uint8Array.of(FRAME_TYPES.claim, 1)],
  ["a frame larger than any", new Uint8Array(MAX_FRAME_BYTES + 1).fill(FRAME_TYPES.input, 0, 1)],
  ["output, which is not its to send", encodeFrame({ type: "output", offset: 0, data: new Uint8Array(1) })],
  ["a screen", encodeFrame({ type: "screen", offset: 0, cols: 80, rows: 24, data: new Uint8Array(1) })],
  ["an exit", encodeFrame({ type: "exit", exit: { exit_code: 0, signal: null } })],
  ["a notice", encodeFrame({ type: "notice", notice: { kind: "presence" } })],
];

test("each frame that is none closes its sender with 4400 and harms nobody else", async () => {
  const terminal = await openTerminal(stub);
  const witness = await TerminalViewer.connect(stub, terminal, "witness", 0);
  for (const [what, message] of BAD) {
    const bad = await TerminalViewer.connect(stub, terminal, "bad", witness.offset);
    bad.sendRaw(message);
    await expect.poll(() => bad.closed?.code, { message: what }).toBe(4400);
  }
  witness.type("echo alive-$((1+1))\n");
  await witness.sees("alive-2");
  expect([witness.closed, witness.broken, witness.saw("exit").length]).toEqual([null, null, 0]);
});

test("random bytes, as a viewer of each role, never reach the terminal nor anybody else", async () => {
  const terminal = await openTerminal(stub);
  const witness = await TerminalViewer.connect(stub, terminal, "witness", 0);
  await witness.sees(/\$|#|>/);
  const before = witness.offset;
  const random = randomFrom(20_261_121);
  for (let round = 0; round < 40; round++) {
    const role = round % 2 === 0 ? "view" : "interact";
    const fuzz = await TerminalViewer.connect(stub, terminal, `fuzz-${round}`, before, person("Fuzz", role));
    for (let frame = 0; frame < 20; frame++) {
      const bytes = Uint8Array.from({ length: Math.floor(random() * 40) }, () => Math.floor(random() * 256));
      // Real types, so that it gets further than the first byte; an input's offset is never the right one.
      const types = Object.values(FRAME_TYPES);
      if (bytes.byteLength > 2 && random() < 0.7) bytes[0] = types[Math.floor(random() * types.length)]!;
      if (bytes[0] === FRAME_TYPES.input) bytes.fill(1, 1, 9);
      fuzz.sendRaw(bytes);
    }
    await expect.poll(() => fuzz.closed?.code).toBe(4400);
  }
  expect(witness.offset).toBe(before);
  witness.type("echo alive-$((1+1))\n");
  await witness.sees("alive-2");
  expect([witness.closed, witness.broken]).toEqual([null, null]);
});

test("more input than a terminal can take closes its sender with 4429, and no other", async () => {
  const terminal = await openTerminal(stub);
  const witness = await TerminalViewer.connect(stub, terminal, "witness", 0);
  witness.type("stty -echo; echo stopped-$((1+1)); sleep 100\n");
  await witness.sees("stopped-2");
  const eager = await TerminalViewer.connect(stub, terminal, "eager", witness.offset);
  for (let piece = 0; piece < 40; piece++) eager.type("x".repeat(60_000));
  await expect.poll(() => eager.closed?.code, { timeout: 10_000 }).toBe(4429);
  expect([witness.closed, witness.broken]).toEqual([null, null]);
});

test("more pings than any page sends close their sender; a page's are answered", async () => {
  const terminal = await openTerminal(stub);
  const page = await TerminalViewer.connect(stub, terminal, "page", 0);
  page.send({ type: "ping", nonce: 7 });
  await expect.poll(() => page.saw("pong")).toEqual([{ type: "pong", nonce: 7 }]);
  for (let nonce = 0; nonce < 600; nonce++) page.send({ type: "ping", nonce });
  await expect.poll(() => page.closed?.code).toBe(4400);
});

/** mulberry32: the same numbers for the same seed. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
