import type { Owner, Part, Simulation } from "../simulation.ts";

/** A body as it comes over a connection: in two pieces, each one step, either of which may find it cut. */
export function bodyOf(
  simulation: Simulation,
  owner: Owner | null,
  part: Part,
  bytes: Uint8Array,
  ended: () => void = () => undefined,
): ReadableStream<Uint8Array> {
  const half = Math.ceil(bytes.byteLength / 2);
  const pieces = [bytes.subarray(0, half), bytes.subarray(half)];
  return new ReadableStream<Uint8Array>(
    {
      pull: async (controller) => {
        await simulation.call({
          owner,
          part,
          work: () => undefined,
          failure: () => new TypeError("terminated"),
        });
        const piece = pieces.shift();
        if (piece && piece.byteLength > 0) controller.enqueue(piece);
        if (pieces.length > 0) return;
        ended();
        controller.close();
      },
    },
    { highWaterMark: 0 },
  );
}
