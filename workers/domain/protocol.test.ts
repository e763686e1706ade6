import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  CLOSE_CODES,
  decodeFrame,
  decodeFromPty,
  decodeToPty,
  encodeFrame,
  FRAME_TYPES,
  type Frame,
  MAX_PTY_SIDE,
} from "./protocol.ts";

const offset = fc.maxSafeNat();
const data = fc.uint8Array({ maxLength: 300 });
const side = fc.integer({ min: 1, max: MAX_PTY_SIDE });
const exit = fc.record({
  exit_code: fc.option(fc.integer({ min: 0, max: 255 })),
  signal: fc.option(fc.constantFrom("SIGTERM", "SIGKILL")),
});
const hello = fc
  .record({ first_offset: fc.nat(), more: fc.nat(), cols: side, rows: side, input_offset: fc.nat() })
  .map(({ more, ...rest }) => ({ pty_id: "p", generation: 3, offset: rest.first_offset + more, ...rest }));

const frames: fc.Arbitrary<Frame> = fc.oneof(
  fc.record({ type: fc.constantFrom("input" as const, "output" as const), offset: fc.nat(), data }),
  fc.record({ type: fc.constantFrom("resize" as const, "size" as const), cols: side, rows: side }),
  fc.record({ type: fc.constantFrom("ack" as const, "input_ack" as const), offset }),
  fc.record({ type: fc.constantFrom("ping" as const, "pong" as const), nonce: offset }),
  fc
    .tuple(fc.nat(), fc.nat())
    .map(([from, length]) => ({ type: "dropped" as const, from, to: from + length })),
  fc.record({ type: fc.constant("claim" as const) }),
  fc.record({ type: fc.constant("screen" as const), offset: fc.nat(), cols: side, rows: side, data }),
  fc.record({ type: fc.constant("hello" as const), hello }),
  fc.record({ type: fc.constant("exit" as const), exit }),
  fc.record({ type: fc.constant("notice" as const), notice: fc.record({ kind: fc.string() }) }),
);

describe("terminal frames", () => {
  test("every frame decodes to what was encoded, also from the middle of a larger buffer", () => {
    fc.assert(
      fc.property(frames, fc.nat(20), (frame, before) => {
        const bytes = encodeFrame(frame);
        const within = new Uint8Array(before + bytes.byteLength + 5);
        within.set(bytes, before);
        const decoded = decodeFrame(within.subarray(before, before + bytes.byteLength));
        expect(decoded).toEqual({ ok: true, frame });
      }),
    );
  });

  test("C29: no bytes at all make decoding throw", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
        const decoded = decodeFrame(bytes);
        if (!decoded.ok) expect(decoded.problem).not.toBe("");
      }),
      { numRuns: 2000 },
    );
  });

  test("one byte less or more is malformed in frames of fixed length", () => {
    const fixed = frames.filter(({ type }) =>
      /^(resize|size|ack|input_ack|ping|pong|dropped|claim)$/.test(type),
    );
    fc.assert(
      fc.property(fixed, (frame) => {
        const bytes = encodeFrame(frame);
        expect(decodeFrame(bytes.subarray(0, -1)).ok).toBe(false);
        expect(decodeFrame(new Uint8Array([...bytes, 0])).ok).toBe(false);
      }),
    );
  });

  test.each([
    ["nothing", []],
    ["an unknown type", [0x7f]],
    ["an input without its offset", [0x01, 0, 0]],
    ["an offset above 2^53", [0x03, 255, 255, 255, 255, 255, 255, 255, 255]],
    ["a screen without its size", [0x89, 0, 0, 0, 0, 0, 0, 0, 0, 0, 80]],
    ["no columns", [0x02, 0, 0, 0, 24]],
    ["too many rows", [0x02, 0, 80, 0xff, 0xff]],
    ["JSON that is none", [0x82, 0x7b]],
    ["JSON that is not UTF-8", [0x88, 0x22, 0xff, 0x22]],
    ["a hello without fields", [0x82, 0x7b, 0x7d]],
    ["an exit code that is text", [0x85, ...new TextEncoder().encode('{"exit_code":"0","signal":null}')]],
    ["an exit without a code", [0x85, ...new TextEncoder().encode('{"signal":null}')]],
    ["dropped backwards", [0x84, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 1]],
  ])("%s is malformed", (_name, bytes) => {
    expect(decodeFrame(new Uint8Array(bytes))).toMatchObject({ ok: false });
  });

  test("a frame in the wrong direction is malformed", () => {
    expect(decodeToPty(encodeFrame({ type: "pong", nonce: 1 })).ok).toBe(false);
    expect(decodeFromPty(encodeFrame({ type: "ping", nonce: 1 })).ok).toBe(false);
    expect(decodeToPty(encodeFrame({ type: "ping", nonce: 1 })).ok).toBe(true);
    expect(decodeFromPty(encodeFrame({ type: "pong", nonce: 1 })).ok).toBe(true);
  });
});

describe("docs/protocol.md", () => {
  const document = readFileSync(new URL("../../docs/protocol.md", import.meta.url), "utf8");

  test("lists exactly the frames that exist, with their numbers and directions", () => {
    const rows = [...document.matchAll(/^\| 0x([0-9a-f]{2}) \| (\w+) \| (to|from) PTY \|/gm)];
    const documented = Object.fromEntries(
      rows.map(([, type = "", name]) => [name, Number.parseInt(type, 16)]),
    );
    expect(documented).toEqual(FRAME_TYPES);
    for (const [, type = "", , direction] of rows) {
      expect(direction).toBe(Number.parseInt(type, 16) < 0x80 ? "to" : "from");
    }
  });

  test("lists exactly the close codes that exist", () => {
    const rows = [...document.matchAll(/^\| (4\d{3}) \| (\w+) \|/gm)];
    expect(Object.fromEntries(rows.map(([, code, name]) => [name, Number(code)]))).toEqual(CLOSE_CODES);
  });
});
