import { readProviders } from "../../auth/provider-settings.ts";
import { PASSWORD, removeWayIn } from "../../data/accounts.ts";
import { database } from "../../data/database.ts";
import { ok, type Refusal, type Result, refuse } from "../../domain/refusal.ts";
import { recordAccountDeed } from "./account-audit.ts";
import type { OwnAccount } from "./own-session.ts";

/** Refuses with `last_way_in`: a password, or another provider that is set up here, must be left. */
export async function unlinkProvider(
  own: OwnAccount,
  input: { readonly provider: string },
): Promise<Result<null>> {
  const providers = readProviders(own.env);
  const configured = providers.ok ? providers.value.map(({ id }) => id as string) : [];
  const others = [PASSWORD, ...configured].filter((id) => id !== input.provider);
  const removal = { user_id: own.user_id, provider_id: input.provider, others };
  const allowed = input.provider !== PASSWORD && (await removeWayIn(database(own.env.DB), removal));
  const deed = { action: "account.provider_unlinked", data: { by: input.provider.slice(0, 20) } } as const;
  await recordAccountDeed(own, own, deed, allowed ? null : lastWayIn);
  return allowed ? ok(null) : refuse(lastWayIn);
}

const lastWayIn: Refusal = {
  reason_code: "last_way_in",
  message: "This is the only way in that this account has.",
  retryable: false,
  next_step: "Set a password first: sign out and choose “Forgot password?”.",
};
