/** Writes the audit log: every change, and every attempt that was refused. */
import { appendAudit, type NewAuditEntry } from "../../data/audit.ts";
import { database } from "../../data/database.ts";
import { actorOf, type Caller } from "../../domain/access.ts";
import { ok, type Result } from "../../domain/refusal.ts";
import type { ServiceContext } from "../context.ts";
import { onBehalfOf } from "./on-behalf-of.ts";
import { underWay } from "./under-way.ts";

export interface Deed {
  /** noun.verb, e.g. `policy.patched`, `sandbox.teardown`. */
  readonly action: string;
  /** What it is done to, e.g. `sandbox:demo`. */
  readonly target: string | null;
  /** Never secrets, file contents or commands. */
  readonly data?: Readonly<Record<string, unknown>>;
}

/** Requests about which something was written: what nothing was written about is found by that (api/request-trail.ts). */
const RECORDED = new WeakSet<ServiceContext<Caller>>();

export function isRecorded(context: ServiceContext<Caller>): boolean {
  return RECORDED.has(context);
}

/**
 * Does something that changes state, and records it: done, refused, or, when the server goes down meanwhile or the work
 * throws, interrupted. Costs a write before the work and one after it. Refuses with `server_disk_full`, having done nothing.
 */
export async function audited<T>(
  context: ServiceContext<Caller>,
  deed: Deed,
  work: () => Promise<Result<T>>,
): Promise<Result<T>> {
  RECORDED.add(context);
  const { outcome: _, ...begun } = entryOf(context, deed, ok(null));
  return underWay(context.env, begun, work, (result) => entryOf(context, deed, result));
}

/**
 * Hands something out (a ticket, a file), and records it, done or refused, before anybody has it. Nothing is written ahead,
 * which would only cost time: of a server that goes down in between nobody was given anything.
 */
export async function handedOut<T>(
  context: ServiceContext<Caller>,
  deed: Deed,
  work: () => Promise<Result<T>>,
): Promise<Result<T>> {
  const result = await work();
  await record(context, deed, result);
  return result;
}

/** Reads something; only being denied it is recorded. */
export async function guarded<T>(
  context: ServiceContext<Caller>,
  deed: Deed,
  work: () => Promise<Result<T>>,
): Promise<Result<T>> {
  const result = await work();
  const denied =
    !result.ok && ["not_permitted", "not_shared", "scope_missing"].includes(result.refusal.reason_code);
  if (denied) await record(context, deed, result);
  return result;
}

/** Writes one entry; the functions above are how use cases do it, unless waiting for it would cost too much. */
export async function record(
  context: ServiceContext<Caller>,
  deed: Deed,
  result: Result<unknown>,
): Promise<void> {
  RECORDED.add(context);
  await appendAudit(database(context.env.DB), entryOf(context, deed, result));
}

function entryOf(context: ServiceContext<Caller>, deed: Deed, result: Result<unknown>): NewAuditEntry {
  const refusal = result.ok ? {} : { reason_code: result.refusal.reason_code };
  const whose = result.ok ? onBehalfOf(context, deed.target) : {};
  return {
    team_id: context.viewer.team_id,
    at: context.now,
    actor: actorOf(context.viewer),
    address: context.address,
    action: deed.action,
    outcome: result.ok ? "done" : "refused",
    target: deed.target,
    data: { ...deed.data, ...whose, ...refusal, request_id: context.request_id },
  };
}
