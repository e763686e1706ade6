/** The audit of what people do with their own accounts: told to every team they belong to. */
import { cameFrom } from "../../auth/came-from.ts";
import { type AccountRow, teamsOf } from "../../data/accounts.ts";
import { takeAttemptBack } from "../../data/attempts.ts";
import { appendAudit } from "../../data/audit.ts";
import { database } from "../../data/database.ts";
import type { Refusal } from "../../domain/refusal.ts";
import { noteStranger } from "../audit/attempts.ts";

export interface AccountDeed {
  readonly action:
    | "account.signed_in"
    | "account.signed_out"
    | "account.renamed"
    | "account.password_changed"
    | "account.password_reset_asked"
    | "account.password_reset"
    | "account.second_factor_enabled"
    | "account.second_factor_disabled"
    | "account.backup_codes_renewed"
    | "account.session_ended"
    | "account.provider_linked"
    | "account.provider_unlinked";
  /** Never secrets. */
  readonly data?: Readonly<Record<string, unknown>>;
}

export type AuditedPerson = Pick<AccountRow, "user_id" | "name" | "email">;

/** Where a deed comes from, and when. */
export interface AuditOrigin {
  readonly env: Env;
  readonly request: Request;
  /** Epoch ms. */
  readonly now: number;
}

/** `person` null: nobody of that name is known; a refusal is told to the deployment's first team (attempts.ts). */
export async function recordAccountDeed(
  { env, request, now }: AuditOrigin,
  person: AuditedPerson | null,
  deed: AccountDeed,
  refusal: Refusal | null = null,
): Promise<void> {
  const { address } = cameFrom(env, request);
  const reason = refusal === null ? {} : { reason_code: refusal.reason_code };
  const db = database(env.DB);
  if (!person) {
    const data = { ...deed.data, no_such_account: true };
    if (refusal) await noteStranger({ env, now, address }, { ...deed, data }, refusal);
    return;
  }
  // How long an answer takes must not tell whether there is such an account: noteStranger writes once more than this.
  if (refusal) await takeAttemptBack(db, "nobody");
  for (const team_id of await teamsOf(db, person.user_id)) {
    await appendAudit(db, {
      team_id,
      at: now,
      actor: { kind: "user", id: person.user_id, label: person.name },
      address,
      action: deed.action,
      outcome: refusal ? "refused" : "done",
      target: `account:${person.email}`,
      data: { ...deed.data, ...reason },
    });
  }
}
