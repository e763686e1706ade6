/**
 * Runs inside the sandbox: `node print-stream.ts SEED BYTES PAUSE_MS`. Prints the known stream on a raw terminal, after
 * "ready" and one byte of input, and stays, so that the terminal does. It pauses after each MiB.
 */
import { readSync, writeSync } from "node:fs";
import { BLOCK_BYTES, knownBlock } from "./known-stream.ts";

const BLOCKS_BETWEEN_PAUSES = 16;
const [seed = 0, bytes = 0, pause_ms = 0] = process.argv.slice(2).map(Number);

writeAll(Buffer.from("printer is ready\r\n"));
readSync(0, Buffer.alloc(1));
for (let index = 0; index * BLOCK_BYTES < bytes; index++) {
  writeAll(knownBlock(seed, index).subarray(0, bytes - index * BLOCK_BYTES));
  if (index % BLOCKS_BETWEEN_PAUSES === BLOCKS_BETWEEN_PAUSES - 1) wait(pause_ms);
}
setInterval(() => {}, 2 ** 30);

/** The terminal's slave blocks: a write returns when there was room. */
function writeAll(data: Uint8Array): void {
  for (let at = 0; at < data.byteLength; ) at += writeSync(1, data, at);
}

function wait(ms: number): void {
  if (ms > 0) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}
