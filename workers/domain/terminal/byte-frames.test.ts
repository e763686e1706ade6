import fc from "fast-check";
import { expect, test } from "vitest";
import {
  type ByteFrame,
  ByteFrameDecoder,
  type ByteFrameKind,
  encodeByteFrame,
  MAX_BYTE_FRAME_PAYLOAD,
} from "./byte-frames.ts";

const frames = fc.array(
  fc.record({
    kind: fc.constantFrom<ByteFrameKind>(0, 1, 2, 3),
    payload: fc.uint8Array({ maxLength: 200 }),
  }),
  { maxLength: 30 },
);

test("C27: frames survive being cut into chunks at any places", () => {
  fc.assert(
    fc.property(frames, fc.infiniteStream(fc.integer({ min: 1, max: 70 })), (sent, sizes) => {
      const stream = Buffer.concat(sent.map(({ kind, payload }) => encodeByteFrame(kind, payload)));
      const decoder = new ByteFrameDecoder();
      const received: ByteFrame[] = [];
      for (let at = 0; at < stream.byteLength; ) {
        const size = sizes.next().value as number;
        const { frames: decoded, problem } = decoder.push(stream.subarray(at, at + size));
        expect(problem).toBeUndefined();
        received.push(...decoded);
        at += size;
      }
      expect(received).toEqual(sent);
      expect(decoder.finish()).toBeUndefined();
    }),
  );
});

test("C27: a character cut in two by frames is whole again when they are joined", () => {
  const bytes = new TextEncoder().encode("wörld €\n\n");
  const decoder = new ByteFrameDecoder();
  const text = new TextDecoder();
  let joined = "";
  for (const byte of bytes) {
    for (const { payload } of decoder.push(encodeByteFrame(1, new Uint8Array([byte]))).frames) {
      joined += text.decode(payload, { stream: true });
    }
  }
  expect(joined).toBe("wörld €\n\n");
});

test("C26: a stream that ends inside a frame says so", () => {
  const bytes = encodeByteFrame(1, new Uint8Array(10));
  for (let size = 1; size < bytes.byteLength; size++) {
    const decoder = new ByteFrameDecoder();
    decoder.push(bytes.subarray(0, size));
    expect(decoder.finish()).toBe("The stream ended inside a frame.");
  }
});

test("an unknown kind and an oversized frame are problems, and nothing after them is decoded", () => {
  const tooLarge = new Uint8Array(5);
  new DataView(tooLarge.buffer).setUint32(1, MAX_BYTE_FRAME_PAYLOAD + 1);
  for (const bad of [new Uint8Array([9, 0, 0, 0, 0]), tooLarge]) {
    const decoder = new ByteFrameDecoder();
    expect(decoder.push(bad).problem).toBeDefined();
    expect(decoder.push(encodeByteFrame(1, new Uint8Array(1)))).toMatchObject({ frames: [] });
    expect(decoder.finish()).toBeDefined();
  }
});

test("no bytes make decoding throw", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      const decoder = new ByteFrameDecoder();
      decoder.push(bytes);
      decoder.finish();
    }),
  );
});
