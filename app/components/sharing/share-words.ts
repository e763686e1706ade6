import type { ShareBody, SharePart, ShareRole } from "../../../workers/domain/sharing/share.ts";
import type { Tone } from "../controls/state-words.ts";

export interface RoleWords {
  readonly title: string;
  /** What it lets people do. */
  readonly detail: string;
}

export const ROLE_WORDS: Record<ShareRole, RoleWords> = {
  view: {
    title: "Watch only",
    detail: "They see what you see, as it happens, and can change nothing.",
  },
  interact: {
    title: "Watch and type",
    detail: "They type in its terminals too: what can be run there, they can run.",
  },
};

export const PART_WORDS: Record<SharePart, RoleWords> = {
  terminal: { title: "Terminal", detail: "The shells that are open. They open and end none." },
  timeline: { title: "Timeline", detail: "Events and logs, from the beginning on." },
  files: { title: "Files", detail: "Comes later." },
  ports: { title: "Ports", detail: "Comes later." },
};

/** How long a link lasts, minutes. */
export const LIFETIMES: readonly (readonly [minutes: number, words: string])[] = [
  [15, "15 minutes"],
  [60, "1 hour"],
  [8 * 60, "8 hours"],
  [24 * 60, "1 day"],
  [7 * 24 * 60, "7 days"],
];

/** "watch its terminals, type in them and read its timeline": ends a sentence such as "You may …". */
export function givenWords(role: ShareRole, parts: readonly SharePart[]): string {
  const terminal = parts.includes("terminal");
  return listed([
    ...(terminal ? ["watch its terminals"] : []),
    ...(terminal && role === "interact" ? ["type in them"] : []),
    ...(parts.includes("timeline") ? ["read its timeline"] : []),
  ]);
}

/** "Ada, Bob and Cy" */
export function listed(words: readonly string[]): string {
  if (words.length < 2) return words.join("");
  return `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;
}

/** The link as it is now: one whose time has passed since it was loaded is over. */
export function statusAt(share: Pick<ShareBody, "status" | "expires_at">, now: number): ShareBody["status"] {
  return share.status === "live" && Date.parse(share.expires_at) <= now ? "expired" : share.status;
}

export const STATUS_WORDS: Record<ShareBody["status"], { readonly label: string; readonly tone: Tone }> = {
  live: { label: "Live", tone: "ok" },
  used_up: { label: "Full", tone: "done" },
  expired: { label: "Expired", tone: "idle" },
  revoked: { label: "Revoked", tone: "idle" },
  ended: { label: "Ended", tone: "idle" },
};

/** "2 of 5 let in" */
export function usesWords({ uses, max_uses }: Pick<ShareBody, "uses" | "max_uses">): string {
  return max_uses === null ? `${uses} let in` : `${uses} of ${max_uses} let in`;
}

/** Links that still do something: one that is full lets its guests stay. */
export function isOpen(status: ShareBody["status"]): boolean {
  return status === "live" || status === "used_up";
}

export interface EndWords {
  readonly title: string;
  readonly message: string;
  readonly next_step: string;
}

/** Why a link lets nobody in, or no longer, by its reason code; in the server's words where this page knows none. */
export function endWords(
  reason_code: string,
  otherwise: { message?: string; next_step?: string } = {},
): EndWords {
  const next_step = "Ask whoever gave it to you for a new one.";
  switch (reason_code) {
    case "share_expired":
      return {
        title: "This link’s time is over",
        message: "It was given for a while, and that has passed.",
        next_step,
      };
    case "share_revoked":
      return {
        title: "This link was taken back",
        message: "Whoever shared the sandbox ended it.",
        next_step,
      };
    case "share_used_up":
      return { title: "This link is full", message: "It has let in as many people as it may.", next_step };
    case "share_ended":
      return {
        title: "This is no longer shared",
        message: "Whoever shared it may no longer do so, or it is gone.",
        next_step,
      };
    case "unauthenticated":
      return {
        title: "You are not in",
        message: "This browser has not come in by this share link, or has left.",
        next_step: "Open the link that you were given, and join.",
      };
    case "not_found":
      return {
        title: "There is no such link",
        message: "It may have been cut short on its way to you.",
        next_step: "Check that you have all of its address, or ask for a new one.",
      };
    case "rate_limited":
      return {
        title: "Too many tries",
        message: otherwise.message ?? "Too many requests came at once.",
        next_step: otherwise.next_step ?? "Try again in a few minutes.",
      };
    default:
      return {
        title: "This can’t be shown now",
        message: otherwise.message ?? "Something went wrong. Nothing that runs has been touched.",
        next_step: otherwise.next_step ?? "Try again in a moment.",
      };
  }
}
