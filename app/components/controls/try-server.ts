import { data, isRouteErrorResponse } from "react-router";
import type { Refusal } from "../../../workers/domain/refusal.ts";

/** Whether it was done nobody can tell: the answer may be what was lost. */
const UNREACHABLE: Refusal = {
  reason_code: "unreachable",
  message: "Sandbar can’t be reached. It is not known whether this was done.",
  retryable: true,
  next_step: "Check your connection, look, and try again; what you entered is still here.",
};

/**
 * Runs an action on the server. A network that fails becomes a refusal in the form instead of a broken page; its status
 * keeps the router from loading the page again, which would fail as well and take away what was entered.
 */
export async function tryServer<T>(run: () => Promise<T>) {
  try {
    return await run();
  } catch (error) {
    if (error instanceof TypeError || isOfProxy(error))
      return data({ refusal: UNREACHABLE }, { status: 503 });
    throw error;
  }
}

/** An answer of what stands before the server, while that is away: Sandbar's own carry an object. */
function isOfProxy(error: unknown): boolean {
  return isRouteErrorResponse(error) && error.status >= 502 && typeof error.data === "string";
}
