import type { Refusal } from "../../../workers/domain/refusal.ts";

const UNREACHABLE: Refusal = {
  reason_code: "unreachable",
  message: "Sandbar can’t be reached, so nothing was done.",
  retryable: true,
  next_step: "Check your connection and try again; what you entered is still here.",
};

/** Runs an action on the server; a network that fails becomes a refusal in the form instead of a broken page. */
export async function tryServer<T>(run: () => Promise<T>): Promise<T | { refusal: Refusal }> {
  try {
    return await run();
  } catch (error) {
    if (error instanceof TypeError) return { refusal: UNREACHABLE };
    throw error;
  }
}
