import { createHash } from "node:crypto";
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Row } from "../figure.ts";
import { median, timed } from "../statistics.ts";
import { bareTerminal, productTerminal, type Terminal } from "../terminal.ts";

const MEGABYTE = 1_000_000;
const BYTES = 100 * MEGABYTE;
const ROUNDS = 3;

export const output: Row = {
  name: "output",
  how: `A file of ${BYTES / MEGABYTE} MB through \`cat\` on a raw terminal to one viewer, compared by SHA-256; median of ${ROUNDS}. The profile is large, whose CPU limit is above what the machine has.`,
  floor: "The same file through the bare WebSocket-to-PTY server.",
  measure: async ({ product, bare }) => {
    const file = makeFile();
    const digest = createHash("sha256").update(file).digest("hex");
    const path = join(product.folder, "output.bin");
    writeFileSync(path, file);
    await product.api.launch({ name: "output", profile: "large" }, 60);
    await upload(product.api, file);
    const rates: { measured: number[]; floor: number[] } = { measured: [], floor: [] };
    for (let round = 0; round < ROUNDS; round++) {
      rates.measured.push(
        await rate((script) => productTerminal(product, "output", script), "output.bin", digest),
      );
      rates.floor.push(await rate((script) => bareTerminal(bare, script), path, digest));
    }
    rmSync(path);
    await product.discard("output");
    const [measured, floor] = [median(rates.measured), median(rates.floor)];
    return [{ what: "Output, 100 MB to one viewer", unit: "MB/s", measured, floor, aim: "≥ 0.8 ×" }];
  },
};

/** Lines of every byte but NUL, so that no piece repeats. */
function makeFile(): Buffer {
  const file = Buffer.alloc(BYTES);
  for (let at = 0, line = 0; at < BYTES; line++)
    at += file.write(`line ${line} ${"x".repeat(line % 90)}\n`, at);
  return file;
}

async function upload(api: { fetch: (path: string, init: RequestInit) => Promise<Response> }, file: Buffer) {
  const answer = await api.fetch("/sandboxes/output/files/output.bin", {
    method: "PUT",
    body: new Uint8Array(file),
    headers: { "content-type": "application/octet-stream" },
  });
  if (!answer.ok) throw new Error(`the upload answered ${answer.status}: ${await answer.text()}`);
}

/** MB/s from the key that starts it to the last byte. */
async function rate(
  open: (script: string) => Promise<Terminal>,
  path: string,
  digest: string,
): Promise<number> {
  const terminal = await open(`head -c 1 > /dev/null; cat ${path}; sleep 60`);
  const hash = createHash("sha256");
  let received = 0;
  const took = await timed(() => {
    return new Promise<void>((resolve) => {
      terminal.onOutput = (data) => {
        hash.update(data);
        received += data.byteLength;
        if (received >= BYTES) resolve();
      };
      terminal.type("g");
    });
  });
  terminal.close();
  if (hash.digest("hex") !== digest) throw new Error(`the output through a terminal is not what was written`);
  return BYTES / MEGABYTE / (took / 1000);
}
