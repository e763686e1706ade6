/** `GET /healthz`: whether the parts that requests depend on answer, each within a bound. */
import { version } from "../../package.json";
import type { Refusal } from "../domain/refusal.ts";
import type { EngineHealth } from "../engines/engine.ts";
import { engineFor } from "../engines/select.ts";
import { SERVER_DISK_FULL } from "../services/server-disk.ts";

interface Check {
  readonly ok: boolean;
  /** Why not, for the operator; names the part, never its secrets. */
  readonly problem?: string;
  readonly next_step?: string;
}

export interface HealthBody {
  readonly ok: boolean;
  readonly version: string;
  readonly engine: string;
  readonly checks: { readonly d1: Check; readonly r2: Check; readonly engine: Check };
}

const UP: Check = { ok: true };
const CHECK_TIMEOUT_MS = 5_000;

/** 200, or 503 when a part is down. */
export async function healthResponse(env: Env): Promise<Response> {
  let recordsFull = false;
  const [reads, r2, engine] = await Promise.all([
    check(async () => {
      await env.DB.prepare("SELECT 1 FROM teams LIMIT 1").all();
      return UP;
    }),
    check(async () => {
      await env.STORE.head("healthz");
      return UP;
    }),
    check(async () => {
      const health = await engineHealth(env);
      recordsFull = health.records_disk_full === true;
      return health.ok ? UP : down(health.problem);
    }),
  ]);
  // A full disk is still read from: only its engine can tell.
  const d1 = reads.ok && recordsFull ? down(SERVER_DISK_FULL) : reads;
  const ok = d1.ok && r2.ok && engine.ok;
  const body: HealthBody = { ok, version, engine: env.ENGINE, checks: { d1, r2, engine } };
  return Response.json(body, { status: ok ? 200 : 503 });
}

async function engineHealth(env: Env): Promise<Pick<EngineHealth, "ok" | "problem" | "records_disk_full">> {
  const engine = engineFor(env);
  return engine.ok ? await engine.value.health() : { ok: false, problem: engine.refusal };
}

function down(problem: Refusal | undefined): Check {
  return { ok: false, problem: problem?.message, next_step: problem?.next_step };
}

async function check(run: () => Promise<Check>): Promise<Check> {
  try {
    return await Promise.race([run(), timeout()]);
  } catch (error) {
    return { ok: false, problem: error instanceof Error ? error.message : String(error) };
  }
}

async function timeout(): Promise<never> {
  await scheduler.wait(CHECK_TIMEOUT_MS);
  throw new Error(`no answer within ${CHECK_TIMEOUT_MS / 1000} s`);
}
