/** What a sandbox's Durable Object, or its agent through it, answers over HTTP: success, or a refusal. */
import { ok, type Result, refuse } from "../../domain/refusal.ts";
import { readRefusalBody } from "../../domain/refusal-body.ts";

/** The answer itself when it is a success; its refusal when it carries one. Throws on an error without a reason. */
export async function checked(response: Response): Promise<Result<Response>> {
  if (response.ok) return ok(response);
  const body: unknown = await response.json().catch(() => undefined);
  const refusal = readRefusalBody(body);
  if (!refusal) throw new Error(`the sandbox answered ${response.status} without a reason`);
  return refuse(refusal);
}
