import { readRefusalBody } from "../../../workers/domain/refusal-body.ts";

export interface ShellProblem {
  readonly message: string;
  readonly next_step?: string;
}

export type Answer =
  | { readonly ok: true; readonly body: unknown }
  | { readonly ok: false; readonly problem: ShellProblem };

/** One request to the API, as JSON; a refusal, or no answer at all, in words for people. */
export async function ask(
  path: string,
  method: "GET" | "POST" | "PATCH" | "DELETE" = "GET",
  body?: object,
): Promise<Answer> {
  const init: RequestInit = { method };
  if (body)
    Object.assign(init, { body: JSON.stringify(body), headers: { "content-type": "application/json" } });
  const answer = await fetch(path, init).catch(() => null);
  // What stands between may answer too, with a page of its own.
  const parsed: unknown = answer?.status === 204 ? null : await answer?.json().catch(() => undefined);
  if (answer?.ok && parsed !== undefined) return { ok: true, body: parsed };
  const { message, next_step } = readRefusalBody(parsed) ?? UNREACHABLE;
  return { ok: false, problem: { message, next_step } };
}

const UNREACHABLE: ShellProblem = {
  message: "Sandbar can’t be reached.",
  next_step: "Check your connection and try again.",
};
