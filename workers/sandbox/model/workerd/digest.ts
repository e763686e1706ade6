import { createHash } from "node:crypto";

/**
 * workerd's `crypto.DigestStream`, as far as archives use it: takes chunks, and `digest` resolves to the hash once it
 * is closed. Chunks are hashed when they are written, so a buffer may be used again afterwards.
 */
export class SimulatedDigest {
  readonly digest: Promise<ArrayBuffer>;
  readonly #hash: ReturnType<typeof createHash>;
  #resolve: (bytes: ArrayBuffer) => void = () => undefined;

  constructor(algorithm: string) {
    this.#hash = createHash(algorithm.replace("-", "").toLowerCase());
    this.digest = new Promise((resolve) => {
      this.#resolve = resolve;
    });
  }

  getWriter() {
    return {
      write: async (chunk: Uint8Array | ArrayBuffer) =>
        void this.#hash.update(new Uint8Array(chunk as never)),
      close: async () => this.#resolve(new Uint8Array(this.#hash.digest()).buffer),
    };
  }
}
