import type { Refusal } from "./refusal.ts";

/** A refusal as every part of the product sends it: `error` is for people, `reason_code` for programs. */
export type RefusalBody = { readonly error: string } & Omit<Refusal, "message" | "retry_after_seconds">;

export function refusalBody({ message, retry_after_seconds: _, ...rest }: Refusal): RefusalBody {
  return { error: message, ...rest };
}

/** Undefined for whatever none of the product's parts has sent: a proxy's page, another program's error. */
export function readRefusalBody(body: unknown): Refusal | undefined {
  if (typeof body !== "object" || body === null) return undefined;
  const { error, reason_code, retryable, next_step, field, operation_id } = body as Record<string, unknown>;
  if (typeof error !== "string" || typeof reason_code !== "string" || typeof retryable !== "boolean") {
    return undefined;
  }
  return {
    reason_code,
    message: error,
    retryable,
    ...(typeof next_step === "string" ? { next_step } : {}),
    ...(typeof field === "string" ? { field } : {}),
    ...(typeof operation_id === "string" ? { operation_id } : {}),
  };
}
