import type { ProviderVisit } from "../../auth/provider-visit.ts";
import type { Refusal } from "../../domain/refusal.ts";

const SAID_MAX_LENGTH = 200;

/**
 * better-auth's (or the provider's) word for what went wrong, in words for people.
 * @param said the provider's own description: shown only for a visit that began in this browser
 */
export function providerRefusal(code: string, said: string | null, visit: ProviderVisit): Refusal {
  const { name } = visit.provider;
  const email = visit.identity?.email ?? "";
  switch (code) {
    case "state_mismatch":
    case "state_not_found":
    case "state_invalid":
    case "please_restart_the_process":
      return {
        reason_code: "sign_in_expired",
        message: "This sign-in was begun in another browser, is over already, or took too long.",
        retryable: false,
        next_step: "Start again in this browser.",
      };
    case "provider_unreachable":
    case "oauth_provider_not_found":
      return {
        reason_code: "provider_unreachable",
        message: `${name} can’t be reached.`,
        retryable: true,
        next_step: "Try again in a moment, or use your password.",
      };
    case "issuer_mismatch":
      return {
        reason_code: "provider_unreachable",
        message: `What answers for ${name} is not what this Sandbar was told to trust.`,
        retryable: false,
        next_step: "Tell whoever runs it to look at OIDC_ISSUER; use your password meanwhile.",
      };
    case "access_denied":
      return {
        reason_code: "provider_refused",
        message: `You did not let ${name} sign you in.`,
        retryable: false,
        next_step: "Start again, or use your password.",
      };
    case "account_not_linked":
      return visit.identity?.email_verified ? notConfirmedHere(email, name) : notVerified(email, name);
    case "unable_to_link_account":
      return notVerified(email, name);
    case "unable_to_create_user":
    case "signup_disabled":
      return unknownPerson(email);
    case "email_not_found":
      return {
        reason_code: "provider_refused",
        message: `${name} does not say which address is yours.`,
        retryable: false,
        next_step: `Add an address to your account at ${name}, or use your password.`,
      };
    case "email_does_not_match":
      return {
        reason_code: "email_does_not_match",
        message: `At ${name} you are ${email}: another address than here.`,
        retryable: false,
        next_step: "Sign in there with the account that has the same address.",
      };
    case "account_already_linked_to_different_user":
      return {
        reason_code: "provider_taken",
        message: `This account of ${name} is linked to somebody else here.`,
        retryable: false,
        next_step: `Use another account of ${name}, or unlink it there first.`,
      };
    default:
      return {
        reason_code: "provider_refused",
        message: `${name} did not confirm this sign-in.`,
        retryable: true,
        next_step: said ? `It says: ${said.slice(0, SAID_MAX_LENGTH)}` : "Start again, or use your password.",
      };
  }
}

export function unknownPerson(email: string): Refusal {
  return {
    reason_code: "no_account",
    message: `There is no account here for ${email || "you"}.`,
    retryable: false,
    next_step: "Ask somebody of the team for an invite.",
  };
}

export function notVerified(email: string, name: string): Refusal {
  return {
    reason_code: "email_not_verified",
    message: `${name} does not say that ${email || "the address"} has been confirmed to be yours.`,
    retryable: false,
    next_step: `Confirm your address at ${name}, or use your password.`,
  };
}

function notConfirmedHere(email: string, name: string): Refusal {
  return {
    reason_code: "account_not_linked",
    message: `The account of ${email} here is not linked to ${name} yet.`,
    retryable: false,
    next_step: `Sign in with your password, then link ${name} under Settings, Account.`,
  };
}

export function providerOff(): Refusal {
  return {
    reason_code: "not_found",
    message: "This way of signing in is not set up here.",
    retryable: false,
    next_step: "Use another one.",
  };
}
