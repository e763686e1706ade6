import type { AccountAnswer } from "~/components/account/account-answer.ts";
import type { Result } from "../../../workers/domain/refusal.ts";
import {
  changePassword,
  endMyOtherSessions,
  endMySession,
  renameMyself,
} from "../../../workers/services/accounts/own-account.ts";
import { unlinkProvider } from "../../../workers/services/accounts/own-providers.ts";
import {
  beginSecondFactor,
  confirmSecondFactor,
  endSecondFactor,
  enrolmentOf,
  renewBackupCodes,
} from "../../../workers/services/accounts/own-second-factor.ts";
import type { OwnAccount } from "../../../workers/services/accounts/own-session.ts";

export interface AccountChange {
  readonly answer: AccountAnswer;
  readonly cookies: readonly string[];
}

/** What one of the account page's forms asks for; null for a form that there is not. */
export async function changeAccount(own: OwnAccount, form: FormData): Promise<AccountChange | null> {
  const text = (field: string) => String(form.get(field) ?? "");
  const intent = text("intent");
  const password = text("password");
  switch (intent) {
    case "rename":
      return plain(intent, await renameMyself(own, { name: text("name") }));
    case "password":
      return plain(intent, await changePassword(own, { current: text("current"), password }));
    case "unlink":
      return plain(intent, await unlinkProvider(own, { provider: text("provider") }));
    case "end-session":
      return plain(intent, await endMySession(own, { session_id: text("session_id") }));
    case "end-others":
      return plain(intent, await endMyOtherSessions(own));
    case "factor-begin": {
      const begun = await beginSecondFactor(own, { password });
      const enrolment = begun.ok ? begun.value : null;
      return { answer: { ...answerOf(intent, begun), enrolment }, cookies: [] };
    }
    case "factor-confirm": {
      const on = await confirmSecondFactor(own, { code: text("code") });
      const answer = answerOf(intent, on);
      if (!on.ok) return { answer: { ...answer, enrolment: enrolmentOf(text("uri")) }, cookies: [] };
      const { backup_codes, cookies } = on.value;
      return { answer: { ...answer, backup_codes }, cookies };
    }
    case "factor-end": {
      const off = await endSecondFactor(own, { password });
      return { answer: answerOf(intent, off), cookies: off.ok ? off.value.cookies : [] };
    }
    case "codes": {
      const renewed = await renewBackupCodes(own, { password });
      const backup_codes = renewed.ok ? renewed.value.backup_codes : null;
      return { answer: { ...answerOf(intent, renewed), backup_codes }, cookies: [] };
    }
    default:
      return null;
  }
}

function plain(intent: string, result: Result<unknown>): AccountChange {
  return { answer: answerOf(intent, result), cookies: [] };
}

function answerOf(intent: string, result: Result<unknown>): AccountAnswer {
  return { intent, refusal: result.ok ? null : result.refusal, enrolment: null, backup_codes: null };
}
