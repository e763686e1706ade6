/** What a sandbox's Durable Object, or its agent through it, answers over HTTP: success, or a refusal. */
import { ok, type Refusal, type Result, refuse } from "../domain/refusal.ts";

/** The answer itself when it is a success; its refusal when it carries one. Throws on an error without a reason. */
export async function checked(response: Response): Promise<Result<Response>> {
  if (response.ok) return ok(response);
  const body: unknown = await response.json().catch(() => undefined);
  const refusal = readRefusal(body);
  if (!refusal) throw new Error(`the sandbox answered ${response.status} without a reason`);
  return refuse(refusal);
}

function readRefusal(body: unknown): Refusal | undefined {
  if (typeof body !== "object" || body === null) return undefined;
  const { error, reason_code, retryable, next_step, field, operation_id } = body as Record<string, unknown>;
  if (typeof error !== "string" || typeof reason_code !== "string") return undefined;
  return {
    reason_code,
    message: error,
    retryable: retryable === true,
    ...(typeof next_step === "string" ? { next_step } : {}),
    ...(typeof field === "string" ? { field } : {}),
    ...(typeof operation_id === "string" ? { operation_id } : {}),
  };
}
