import { can } from "../../../workers/domain/access.ts";
import { ok, type Result } from "../../../workers/domain/refusal.ts";
import type { ServiceContext } from "../../../workers/services/context.ts";
import { changeSandbox } from "../../../workers/services/sandboxes/change-sandbox.ts";

/** Gives it away, then leads to what whoever gave it may still see. */
export async function giveFromForm(
  services: ServiceContext,
  name: string,
  form: FormData,
): Promise<Result<{ readonly to?: string }>> {
  const { viewer } = services;
  const given = await changeSandbox(services, { name, owner: String(form.get("owner") ?? "") });
  if (!given.ok) return given;
  const { owner, visibility } = given.value;
  const resource = { team_id: viewer.team_id, owner_id: owner.user_id, visibility };
  if (!can(viewer, "sandboxes.read", resource).ok) return ok({ to: "/" });
  return ok(can(viewer, "shares.manage", resource).ok ? {} : { to: `/sandboxes/${given.value.name}` });
}

export async function changeVisibilityFromForm(services: ServiceContext, name: string, form: FormData) {
  const visibility = form.get("visibility") === "private" ? "private" : "team";
  return changeSandbox(services, { name, visibility });
}
