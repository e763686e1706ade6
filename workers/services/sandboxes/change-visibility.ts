import { actorOf } from "../../domain/access.ts";
import { ok, type Result, refuse } from "../../domain/refusal.ts";
import type { SandboxRecord, Visibility } from "../../domain/sandbox.ts";
import type { ServiceContext } from "../context.ts";
import { revoking } from "../revocations.ts";
import type { FoundSandbox } from "./find-sandbox.ts";
import { indexBehind } from "./index-behind.ts";

/**
 * Who of the team sees it; lists and access say so before this answers. When it becomes private everybody in it is
 * closed once: who may stay comes back. Refuses with `index_behind`, retryable: it is changed, and soon everywhere.
 */
export async function changeVisibility(
  { env, viewer, now }: ServiceContext,
  { id, stub }: FoundSandbox,
  visibility: Visibility,
): Promise<Result<SandboxRecord>> {
  const change = () => stub.changeVisibility({ actor: actorOf(viewer), visibility });
  const lost = { where: { sandbox_id: id }, match: {}, reason: "the sandbox is private now" };
  const changed = await (visibility === "private" ? revoking(env, lost, now, change) : change());
  if (!changed.ok) return changed;
  return changed.value.indexed ? ok(changed.value.record) : refuse(indexBehind());
}
