import { createCipheriv, createDecipheriv, createHash } from "node:crypto";
import { Random } from "./random.ts";
import type { Simulation } from "./simulation.ts";
import { SimulatedDigest } from "./workerd/digest.ts";

/** What the product said to the operator that only a bug makes it say. */
export interface Complaints {
  readonly bugs: string[];
}

type Timed = (run: (...parameters: unknown[]) => void, milliseconds?: number, ...rest: unknown[]) => number;

/**
 * Puts the simulated time and randomness in place of the process's own, and workerd's globals where Node has none;
 * answers what puts everything back. Nothing outside of the sequence may run meanwhile: it would live in another time.
 */
export function install(simulation: Simulation, complaints: Complaints): () => void {
  const names = ["setTimeout", "setInterval", "clearTimeout", "clearInterval", "crypto", "console"] as const;
  const saved = names.map((name) => [name, Object.getOwnPropertyDescriptor(globalThis, name)!] as const);
  const dateNow = Date.now;
  const timer =
    (repeats: boolean): Timed =>
    (run, milliseconds = 0, ...rest) => {
      const owner = simulation.current.getStore() ?? null;
      const every = repeats ? milliseconds : null;
      const { current } = simulation;
      const fire = () => (owner ? current.run(owner, run, ...rest) : run(...rest));
      return simulation.timers.set(simulation.now + milliseconds, every, owner, fire);
    };
  const clear = (id: number | undefined) => simulation.timers.drop(id);
  const quiet = () => undefined;
  const error = (...said: unknown[]) => {
    const words = said.map(worded).join(" ");
    // Told to whoever runs the server, since no page tells of it; what the cron says it says outside of any object.
    const told = /^mail .* is given up/.test(words) || !simulation.current.getStore();
    if (!told) complaints.bugs.push(words);
  };
  const values = {
    setTimeout: timer(false),
    setInterval: timer(true),
    clearTimeout: clear,
    clearInterval: clear,
    crypto: simulatedCrypto(),
    console: { ...console, log: quiet, info: quiet, debug: quiet, warn: quiet, error },
  };
  for (const [name, value] of Object.entries(values)) {
    Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
  }
  Date.now = () => simulation.now;
  return () => {
    for (const [name, descriptor] of saved) Object.defineProperty(globalThis, name, descriptor);
    Date.now = dateNow;
  };
}

function worded(said: unknown): string {
  return said instanceof Error ? (said.stack ?? said.message) : String(said);
}

/**
 * WebCrypto's results without its threads, whose order no seed decides. Ids come from a seed of their own, the same
 * for every sequence.
 */
function simulatedCrypto() {
  const random = new Random(1);
  const hex = (digits: number) => random.word().toString(16).padStart(8, "0").slice(0, digits);
  return {
    DigestStream: SimulatedDigest,
    randomUUID: () => `${hex(8)}-${hex(4)}-4${hex(3)}-8${hex(3)}-${hex(8)}${hex(4)}`,
    getRandomValues: (bytes: Uint8Array) => {
      for (let index = 0; index < bytes.byteLength; index++) bytes[index] = random.below(256);
      return bytes;
    },
    subtle: {
      digest: async (_: string, data: Uint8Array) => createHash("sha256").update(data).digest(),
      importKey: async (_: string, key: Uint8Array) => key,
      encrypt: async ({ iv, additionalData }: Gcm, key: Uint8Array, data: Uint8Array) => {
        const cipher = createCipheriv("aes-256-gcm", key, iv).setAAD(additionalData);
        return Buffer.concat([cipher.update(data), cipher.final(), cipher.getAuthTag()]);
      },
      decrypt: async ({ iv, additionalData }: Gcm, key: Uint8Array, data: Uint8Array) => {
        const cipher = createDecipheriv("aes-256-gcm", key, iv).setAAD(additionalData);
        cipher.setAuthTag(data.subarray(-16));
        return Buffer.concat([cipher.update(data.subarray(0, -16)), cipher.final()]);
      },
    },
  };
}

interface Gcm {
  readonly iv: Uint8Array;
  readonly additionalData: Uint8Array;
}
