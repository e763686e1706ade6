import type { Refusal } from "../../domain/refusal.ts";

/** A change of rights that the sandbox has made, while the index, which decides about access, has not heard of it. */
export function indexBehind(): Refusal {
  return {
    reason_code: "index_behind",
    message: "It is changed, but not everybody's access says so yet.",
    retryable: true,
    next_step: "That is repeated by itself; look again in a moment.",
  };
}
