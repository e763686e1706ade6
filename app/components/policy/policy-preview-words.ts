/** What a change of the policy would do to the sandboxes there are, in words and in numbers. */
import type { Clock, State } from "../../../workers/domain/sandbox.ts";
import { shortDuration } from "../controls/durations.ts";

/** One sandbox that fares otherwise than now; times are ISO 8601 UTC. */
export interface AffectedSandbox {
  readonly name: string;
  readonly state: State;
  /** What happens at `at`: `keep` with no time is nothing any more. */
  readonly verdict: "keep" | "warn" | "teardown" | "purge" | "blocked";
  readonly reason: Clock | null;
  readonly at: string | null;
  /** When something happens to it under the settings as they are; null is never. */
  readonly present_at: string | null;
  /** Since when it has work that is in no checkpoint. */
  readonly unsaved_since: string | null;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** The change brings it forward, or makes it happen at all. */
function isSooner({ at, present_at }: AffectedSandbox): boolean {
  return at !== null && (present_at === null || Date.parse(at) < Date.parse(present_at));
}

/** Its files are saved and it stops. */
function isTeardown({ verdict, state, at }: AffectedSandbox): boolean {
  return at !== null && verdict !== "purge" && verdict !== "blocked" && state !== "destroyed";
}

/** What is kept of it is deleted. */
export function isDeletion({ verdict, state, at }: AffectedSandbox): boolean {
  return at !== null && (verdict === "purge" || state === "destroyed");
}

/** Soonest first; what nothing happens to any more comes last. */
export function byTime(affected: readonly AffectedSandbox[]): AffectedSandbox[] {
  const time = ({ at }: AffectedSandbox) => (at === null ? Number.POSITIVE_INFINITY : Date.parse(at));
  return affected.toSorted((a, b) => time(a) - time(b) || a.name.localeCompare(b.name));
}

/** Those that the change brings to an end within the hour: an admin confirms them. */
export function dueWithinTheHour(affected: readonly AffectedSandbox[], now: number): AffectedSandbox[] {
  return byTime(affected).filter(
    (one) => isSooner(one) && isWithin(one, now, HOUR_MS) && (isTeardown(one) || isDeletion(one)),
  );
}

/** What becomes of terminals when recording every one of them is switched on or off. */
export function recordsSentence(records: boolean): string {
  return records
    ? "Every terminal that is open is recorded from then on, and all in it are told."
    : "Recordings end where nobody asked for one; what was recorded is kept.";
}

/** Plain sentences, the most pressing first; one that says so when nothing changes. `now` is epoch ms. */
export function previewSentences(affected: readonly AffectedSandbox[], now: number): string[] {
  if (affected.length === 0) return ["No sandbox ends sooner or later than now."];
  const sooner = affected.filter(isSooner);
  const longer = affected.filter((one) => one.at !== null && !isSooner(one));
  const never = affected.filter(({ at }) => at === null);
  const isArchive = ({ state }: AffectedSandbox) => state === "destroyed";
  const isUp = (one: AffectedSandbox) => !isArchive(one);
  return [
    teardownSentence(sooner.filter(isTeardown), now),
    dueSentence(sooner.filter(isDeletion), now, "archive", "deleted"),
    plainSentence(
      sooner.filter(({ verdict }) => verdict === "blocked"),
      "sandbox",
      "would be due earlier, but something stands in the way",
    ),
    plainSentence(longer.filter(isUp), "sandbox", "would stay up longer"),
    plainSentence(longer.filter(isArchive), "archive", "would be kept longer"),
    plainSentence(never.filter(isUp), "sandbox", "would stay up until somebody tears it down"),
    plainSentence(never.filter(isArchive), "archive", "would be kept without end"),
  ].filter((sentence) => sentence !== null);
}

function teardownSentence(torn: readonly AffectedSandbox[], now: number): string | null {
  const words = dueSentence(torn, now, "sandbox", "torn down");
  const unsaved = torn.filter(({ unsaved_since }) => unsaved_since !== null).length;
  if (words === null || unsaved === 0) return words;
  const which = torn.length === 1 ? "it has" : unsaved === 1 ? "1 has" : `${unsaved} have`;
  return `${words.slice(0, -1)}; ${which} unsaved work: ${unsaved === 1 ? "it is" : "they are"} saved first.`;
}

/** "With these settings 14 sandboxes would be torn down within a day, 2 of them within the hour." */
function dueSentence(
  ones: readonly AffectedSandbox[],
  now: number,
  noun: string,
  deed: string,
): string | null {
  const [first] = byTime(ones);
  if (!first?.at) return null;
  const inHour = ones.filter((one) => isWithin(one, now, HOUR_MS)).length;
  const inDay = ones.filter((one) => isWithin(one, now, DAY_MS)).length;
  const all = `With these settings ${count(ones, noun)} would be ${deed}`;
  if (inHour === ones.length) return `${all} within the hour.`;
  if (inDay === 0) {
    const wait = shortDuration(Date.parse(first.at) - now);
    return ones.length === 1 ? `${all} in ${wait}.` : `${all}, the first in ${wait}.`;
  }
  const hour = inHour > 0 ? `, ${inHour} of them within the hour` : "";
  if (inDay === ones.length) return `${all} within a day${hour}.`;
  return `${all}${hour || `, ${inDay} of them within a day`}.`;
}

function plainSentence(ones: readonly AffectedSandbox[], noun: string, fate: string): string | null {
  if (ones.length === 0) return null;
  return `${count(ones, noun)} ${ones.length === 1 ? fate : fate.replace("tears it down", "tears them down")}.`;
}

function count(ones: readonly unknown[], noun: string): string {
  const plural = noun === "sandbox" ? "sandboxes" : `${noun}s`;
  return `${ones.length} ${ones.length === 1 ? noun : plural}`;
}

function isWithin({ at }: AffectedSandbox, now: number, ms: number): boolean {
  return at !== null && Date.parse(at) <= now + ms;
}

const REASON_WORDS: Readonly<Record<Clock, string>> = {
  idle: "idle time",
  completed: "completed",
  max_lifetime: "longest lifetime",
  archive_retention: "archive’s time",
};

/** "Saved and archived (idle time)": what happens to it. */
export function deedWords(one: AffectedSandbox): string {
  if (one.at === null)
    return one.state === "destroyed" ? "Archive kept without end" : "No longer stops by itself";
  const why = one.reason === null ? "" : ` (${REASON_WORDS[one.reason]})`;
  if (isDeletion(one)) return `Archive deleted${why}`;
  return one.verdict === "blocked"
    ? `Due${why}, but something stands in the way`
    : `Saved and archived${why}`;
}

export interface Span {
  /** "within 1 h", "1 h to 6 h". */
  readonly label: string;
  readonly short: string;
  readonly teardowns: number;
  readonly deletions: number;
}

const EDGES = [
  { short: "1 h", ms: HOUR_MS },
  { short: "6 h", ms: 6 * HOUR_MS },
  { short: "1 d", ms: DAY_MS },
  { short: "3 d", ms: 3 * DAY_MS },
  { short: "7 d", ms: 7 * DAY_MS },
  { short: "30 d", ms: 30 * DAY_MS },
  { short: "later", ms: Number.POSITIVE_INFINITY },
] as const;

/** How many are due in each stretch of time from now on, for the strip over the list. */
export function spans(affected: readonly AffectedSandbox[], now: number): Span[] {
  return EDGES.map(({ short, ms }, index) => {
    const before = EDGES[index - 1];
    const inside = affected.filter(
      (one) => isWithin(one, now, ms) && !(before && isWithin(one, now, before.ms)),
    );
    const label = !before
      ? `within ${short}`
      : short === "later"
        ? `after ${before.short}`
        : `${before.short} to ${short}`;
    return {
      label,
      short,
      teardowns: inside.filter(isTeardown).length,
      deletions: inside.filter(isDeletion).length,
    };
  });
}
