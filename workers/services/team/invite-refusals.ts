import type { Refusal } from "../../domain/refusal.ts";

const ASK_AGAIN = "Ask whoever invited you for another link.";

export const USED: Refusal = {
  reason_code: "invite_used",
  message: "This invite has been used.",
  retryable: false,
  next_step: `If that was you, sign in. Otherwise ${ASK_AGAIN.toLowerCase()}`,
};

export const REVOKED: Refusal = {
  reason_code: "invite_revoked",
  message: "This invite was taken back.",
  retryable: false,
  next_step: ASK_AGAIN,
};

export const EXPIRED: Refusal = {
  reason_code: "invite_expired",
  message: "This invite has expired.",
  retryable: false,
  next_step: ASK_AGAIN,
};

export const ALREADY_MEMBER: Refusal = {
  reason_code: "already_member",
  message: "You are in this team already.",
  retryable: false,
  next_step: "The invite is still open for somebody else.",
};

export const EMAIL_TAKEN: Refusal = {
  reason_code: "email_taken",
  message: "There is an account with this address.",
  retryable: false,
  next_step: "If it is yours, sign in; you come back here and join with it.",
  field: "email",
};

export const TOO_MANY: Refusal = {
  reason_code: "too_many_invites",
  message: "The team has as many open invites as it may.",
  retryable: false,
  next_step: "Revoke some that nobody uses.",
};

export function forAnother(email: string | null): Refusal {
  return {
    reason_code: "invite_for_another",
    message: `This invite is for ${email ?? "somebody else"}.`,
    retryable: false,
    next_step: "Sign in with that address, or ask for an invite for yours.",
  };
}
