/** What the mails about a sandbox say. Times are epoch ms, shown in UTC. */
import type { PolicySettings } from "../domain/policy/policy-settings.ts";
import type { Clock } from "../domain/sandbox.ts";

/** Why somebody gets mail about their sandbox. */
export type NoticeMatter =
  /** A clock ends: `limit` is the value of the setting that decides it. */
  | {
      readonly kind: "warning";
      readonly reason: Clock;
      readonly acts_at: number;
      readonly setting: keyof PolicySettings;
      readonly limit: number | boolean;
    }
  /** A save that the policy asked for failed: one before its teardown, or a periodic one. */
  | {
      readonly kind: "save_failed";
      readonly before: "teardown" | "save";
      readonly message: string;
      readonly next_step: string;
    };

export interface NoticeText {
  readonly subject: string;
  readonly text: string;
}

/** @param origin of the dashboard, without a slash at the end */
export function noticeText(name: string, matter: NoticeMatter, origin: string): NoticeText {
  const link = `${origin}/sandboxes/${name}`;
  if (matter.kind === "save_failed") {
    const began =
      matter.before === "teardown"
        ? `The policy of your team was about to stop the sandbox ${name}, but its files could not be saved.`
        : `The sandbox ${name} could not be saved, as it is from time to time.`;
    const paragraphs = [
      `${began} ${matter.message}`,
      `Nothing is lost: the sandbox is kept with everything in it. ${matter.next_step}`,
      link,
    ];
    return { subject: `${name} could not be saved, and is kept`, text: textOf(paragraphs) };
  }
  const { reason, acts_at, setting, limit } = matter;
  const at = utc(acts_at);
  const { why, next, keep } = WORDS[reason];
  const paragraphs = [
    `${why.replace("NAME", name)} ${next.replace("TIME", at)}`,
    `${keep}`,
    link,
    `This is what your team's policy says (${setting} = ${limit}).`,
  ];
  const subject = reason === "archive_retention" ? `${name} is deleted on ${at}` : `${name} stops at ${at}`;
  return { subject, text: textOf(paragraphs) };
}

interface Words {
  /** NAME stands for the sandbox's. */
  readonly why: string;
  /** TIME stands for when. */
  readonly next: string;
  readonly keep: string;
}

const STOPS = "It is saved and stopped at TIME; its files are kept, and a resume brings them back.";

const WORDS: Readonly<Record<Clock, Words>> = {
  idle: {
    why: "Nothing has happened in the sandbox NAME for a while.",
    next: STOPS,
    keep: "To keep it running, go on working in it, or open its page and choose how long to keep it:",
  },
  completed: {
    why: "The task of the sandbox NAME has ended.",
    next: STOPS,
    keep: "To keep it running, open its page and choose how long to keep it:",
  },
  max_lifetime: {
    why: "The sandbox NAME has nearly run for as long as it may.",
    next: STOPS,
    keep: "Its run can't be made longer. Bring what runs in it to an end, and resume it afterwards to go on:",
  },
  archive_retention: {
    why: "The sandbox NAME was stopped long ago.",
    next: "What is kept of it is deleted at TIME: its checkpoints, logs and exports.",
    keep: "To keep its files, resume it or download an export before:",
  },
};

function textOf(paragraphs: readonly string[]): string {
  return `${paragraphs.join("\n\n")}\n`;
}

/** E.g. `2026-11-21 14:05 UTC`. */
function utc(epochMs: number): string {
  const iso = new Date(epochMs).toISOString();
  return `${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC`;
}
