import type { Refusal } from "../../../workers/domain/refusal.ts";

/** What an action of the account page answers. */
export interface AccountAnswer {
  /** The form that it answers. */
  readonly intent: string;
  readonly refusal: Refusal | null;
  /** A second factor that is being set up. */
  readonly enrolment: Enrolment | null;
  /** Shown this once. */
  readonly backup_codes: readonly string[] | null;
}

export interface Enrolment {
  readonly uri: string;
  readonly qr_svg: string;
  readonly secret: string;
}

/** The refusal, where it answers one of these forms. */
export function refusalFor(answer: AccountAnswer | null, ...intents: readonly string[]): Refusal | null {
  return answer && intents.includes(answer.intent) ? answer.refusal : null;
}

/** Whether this form's work has just been done. */
export function isDone(answer: AccountAnswer | null, intent: string): boolean {
  return answer?.intent === intent && answer.refusal === null;
}
