/** Where the fuzzing happens: terminals that print what is theirs alone, and somebody innocent who looks on. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { agentPid } from "../../product/processes.ts";
import type { Product } from "../../product/product.ts";
import { KnownStream } from "../known-stream.ts";
import { openTerminal, upload } from "../terminal.ts";
import { Watcher } from "../watcher.ts";
import type { Target } from "./attacker.ts";

/** More than is ever printed while attacks last, at 16 MB/s and less. */
const STREAM_BYTES = 2_000_000_000;
const PAUSE_MS = 250;
export const NAME = "fuzzed";
export const NEIGHBOUR = "neighbour";

export type Attacker = "editor" | "reader";

export interface Scene {
  /** A socket on the innocent viewer's terminal. */
  target(who: Attacker, query?: string): Target;
  /** Any address below the API. */
  at(who: Attacker, path: string): Target;
  readonly terminal_id: string;
  readonly neighbours_terminal_id: string;
  /** Never to be seen on the attacked terminal: what the other terminal and the other sandbox print. */
  readonly canaries: readonly string[];
  readonly innocent: Watcher;
  /** Pids that must stay what they are. */
  parts(): Promise<readonly number[]>;
}

export async function setScene(product: Product, seed: number): Promise<Scene> {
  const { api, origin } = product;
  await Promise.all([api.launch({ name: NAME }, 60), api.launch({ name: NEIGHBOUR }, 60)]);
  for (const file of ["known-stream.ts", "print-stream.ts"]) {
    await upload(api, NAME, file, readFileSync(join(import.meta.dirname, "..", file)));
  }
  const script = `node print-stream.ts ${seed} ${STREAM_BYTES} ${PAUSE_MS}`;
  const printer = await openTerminal(api, origin, { name: NAME, script, ready: "printer is ready\r\n" });
  const canaries = [`canary-of-terminal-${crypto.randomUUID()}`, `canary-of-sandbox-${crypto.randomUUID()}`];
  // Their shells stay, so that what they printed does.
  const sing = (canary?: string) => `sh -c "printf ${canary}; sleep 10000"`;
  await openTerminal(api, origin, { name: NAME, script: sing(canaries[0]), ready: canaries[0]! });
  const neighbour = await openTerminal(api, origin, {
    name: NEIGHBOUR,
    script: sing(canaries[1]),
    ready: canaries[1]!,
  });
  const { token } = await api.call<{ token: string }>("POST", "/tokens", {
    name: "reader",
    scopes: ["sandboxes:read"],
    expires_in_days: 1,
  });
  const headers = { editor: api.headers, reader: { authorization: `Bearer ${token}` } };
  const at = (who: Attacker, path: string): Target => ({
    url: `${origin.replace("http", "ws")}/api/v1${path}`,
    headers: headers[who],
  });
  const stream = new KnownStream(seed);
  const innocent = new Watcher({
    url: printer.url,
    headers: api.headers,
    stream,
    begin: printer.offset,
    end: printer.offset + STREAM_BYTES,
  });
  printer.driver.type("g");
  const ids = await Promise.all([NAME, NEIGHBOUR].map(async (name) => (await api.record(name)).id));
  const idOf = (path: string) => path.slice(path.lastIndexOf("/") + 1);
  const terminal_id = idOf(printer.path);
  return {
    at,
    target: (who, query = "") => at(who, `/sandboxes/${NAME}/terminals/${terminal_id}${query}`),
    terminal_id,
    neighbours_terminal_id: idOf(neighbour.path),
    canaries,
    innocent,
    parts: async () => [
      ...(["worker", "workerd", "engine"] as const).map((part) => product.pid(part)),
      ...ids.map((id) => agentPid(product.dataDir, id)),
    ],
  };
}
