import { ok, type Result } from "../domain/refusal.ts";
import type { ProviderSettings } from "./provider-settings.ts";

/** Whom the provider says it is. */
export interface ProviderIdentity {
  /** Lower case; empty when the provider tells none. */
  readonly email: string;
  /** The provider's word that the mailbox is theirs. */
  readonly email_verified: boolean;
}

/** One request on somebody's way to a provider or back: what is learnt on it, and what may come of it. */
export class ProviderVisit {
  readonly provider: ProviderSettings;
  /** Whether somebody unknown may be given an account: only on an invite. */
  readonly mayJoin: (identity: ProviderIdentity) => Promise<Result<null>>;
  identity: ProviderIdentity | null = null;
  /** Why the provider can't be asked. */
  problem: "provider_unreachable" | "issuer_mismatch" | null = null;
  /** Refused by `mayJoin`. */
  joining: Result<null> = ok(null);
  /** Whose session was begun, be it that a second factor is still asked for. */
  signed_in_user_id: string | null = null;
  /** To whom the provider's account was linked on this request. */
  linked_user_id: string | null = null;
  /** The account that was made on this request. */
  made_user_id: string | null = null;

  constructor(provider: ProviderSettings, mayJoin: ProviderVisit["mayJoin"]) {
    this.provider = provider;
    this.mayJoin = mayJoin;
  }

  learn(identity: ProviderIdentity): void {
    this.identity = { ...identity, email: identity.email.toLowerCase() };
  }
}

/** Where the provider sends people back to. */
export function callbackPath({ id }: Pick<ProviderSettings, "id">): string {
  return `/sign-in/${id}/callback`;
}
