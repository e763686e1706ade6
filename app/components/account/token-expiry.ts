import { timeLeft } from "../controls/time-left.ts";

/** What ends within this is worth a warning, ms. */
const SOON_MS = 7 * 86_400_000;

export interface Expiry {
  readonly tone: "bad" | "warn" | "idle";
  readonly words: string;
}

/** When it ends, and whether that needs somebody now. `now` in epoch ms. */
export function tokenExpiry(expires_at: string | null, now: number): Expiry {
  if (expires_at === null) return { tone: "warn", words: "Never expires" };
  const left = Date.parse(expires_at) - now;
  if (left <= 0) return { tone: "bad", words: "Expired" };
  return { tone: left < SOON_MS ? "warn" : "idle", words: `Expires in ${timeLeft(left)}` };
}
