import type { Result } from "../../../workers/domain/refusal.ts";
import type { ServiceContext } from "../../../workers/services/context.ts";
import { startExport } from "../../../workers/services/keeping/exports.ts";

const KINDS = ["archive", "patch", "branch"] as const;

/** The form of the Exports tab. What belongs to a branch is sent along hidden, and counts only for one. */
export async function exportFromForm(
  services: ServiceContext,
  name: string,
  form: FormData,
): Promise<Result<object>> {
  const source = form.get("source") === "live" ? "live" : "checkpoint";
  const kind = KINDS.find((one) => one === form.get("kind")) ?? "archive";
  if (kind !== "branch") return startExport(services, { name, kind, source });
  const branch = text(form, "branch");
  const password = text(form, "token");
  const username = text(form, "username") ?? DEFAULT_USER;
  if (password === undefined) return startExport(services, { name, kind, source, branch });
  return startExport(services, { name, kind, source, branch, credential: { username, password } });
}

/** What hosts take any token for. */
const DEFAULT_USER = "x-access-token";

function text(form: FormData, field: string): string | undefined {
  const value = form.get(field);
  return typeof value === "string" && value.trim() !== "" ? value.trim() : undefined;
}
