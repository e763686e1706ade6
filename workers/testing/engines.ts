/** What an engine shows of itself to the cron; the real one is shared with the tests of other files. */
import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import type { SandboxRecord } from "../domain/sandbox.ts";
import type { EngineSandbox, SandboxEngine } from "../engines/engine.ts";
import { Journal } from "../sandbox/journal.ts";
import { engine } from "./sandboxes.ts";

const ASLEEP = "the object was put to sleep";

/** A sandbox that was started so long ago. */
export function runningSince(id: string, age_ms: number, generation = 1): EngineSandbox {
  return { id, generation, state: "running", started_at: new Date(Date.now() - age_ms).toISOString() };
}

export interface ShownEngine {
  readonly engine: SandboxEngine;
  /** Ids that it was asked to destroy, in order. */
  readonly destroyed: string[];
}

/**
 * The real engine, of which only the sandboxes `own` are seen, as if started `age_ms` earlier; and `also`, which are
 * not real: destroying those only takes them off the list.
 */
export function showing(
  own: readonly string[],
  also: readonly EngineSandbox[] = [],
  age_ms = 0,
): ShownEngine {
  const real = engine();
  const destroyed: string[] = [];
  const older = (sandbox: EngineSandbox) => ({
    ...sandbox,
    started_at: new Date(Date.parse(sandbox.started_at) - age_ms).toISOString(),
  });
  const list = async () => [
    ...(await real.list()).filter(({ id }) => own.includes(id)).map(older),
    ...also.filter(({ id }) => !destroyed.includes(id)),
  ];
  const destroy = async (id: string) => {
    destroyed.push(id);
    if (own.includes(id)) await real.destroy(id);
  };
  const shown = Object.create(real, { list: { value: list }, destroy: { value: destroy } }) as SandboxEngine;
  return { engine: shown, destroyed };
}

/** The object sleeps: it watches nothing until something wakes it. `change` is made to its record meanwhile. */
export async function asleep(id: string, change: Partial<SandboxRecord> = {}): Promise<void> {
  const stub = env.SANDBOX.get(env.SANDBOX.idFromName(id));
  const ended = runInDurableObject(stub, async (_, state) => {
    const changed = JSON.stringify({ ...new Journal(state.storage).record(), ...change });
    state.storage.sql.exec("UPDATE record SET body = ? WHERE id = 1", changed);
    await state.storage.deleteAlarm();
    await state.storage.sync();
    // An eviction would wait for the connection to the agent to end.
    state.abort(ASLEEP);
  });
  await ended.catch((error: unknown) => {
    if (!String(error).includes(ASLEEP)) throw error;
  });
}
