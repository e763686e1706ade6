/** Signing in, and linking an account, through GitHub or an OpenID provider: there and back. */
import { ask, secondsToWait } from "../../auth/ask.ts";
import { authFor } from "../../auth/auth.ts";
import { cameFrom } from "../../auth/came-from.ts";
import { knownBrowserCookie } from "../../auth/known-browser.ts";
import { type ProviderSettings, readProviders } from "../../auth/provider-settings.ts";
import { ProviderVisit } from "../../auth/provider-visit.ts";
import { deleteAccount, findAccount, findAccountByEmail } from "../../data/accounts.ts";
import { database } from "../../data/database.ts";
import { ownPath } from "../../domain/people/own-path.ts";
import { ok, type Result, refuse } from "../../domain/refusal.ts";
import { inviteCookie, inviteOf, mayJoinByInvite } from "../team/invited-visit.ts";
import { acceptInvite } from "../team/invites.ts";
import { recordAccountDeed } from "./account-audit.ts";
import { tooMany } from "./guessing.ts";
import { providerOff, providerRefusal } from "./provider-refusals.ts";

/** How long a provider may take to confirm a sign-in. */
const DEADLINE_MS = 20_000;

export interface OfferedProvider {
  readonly id: string;
  /** As people are shown it. */
  readonly name: string;
}

/** Those that are configured, in the order in which they are offered. */
export function signInProviders(env: Env): readonly OfferedProvider[] {
  const providers = readProviders(env);
  return providers.ok ? providers.value.map(({ id, name }) => ({ id, name })) : [];
}

export interface Departure {
  /** The provider's own page. */
  readonly url: string;
  readonly name: string;
  /** They bind what comes back to this browser. */
  readonly cookies: readonly string[];
}

/**
 * The address at the provider. `next`: where to go afterwards, of this origin; `invite`: the token of an invite that is
 * accepted on the way; `link`: links it to whoever is signed in instead. Refuses with `not_found`, `provider_unreachable`
 * or `rate_limited`.
 */
export async function departToProvider(
  env: Env,
  request: Request,
  input: {
    readonly provider: string;
    readonly next: string;
    readonly invite?: string;
    readonly link?: boolean;
  },
): Promise<Result<Departure>> {
  const provider = providerOf(env, input.provider);
  if (!provider) return refuse(providerOff());
  const visit = new ProviderVisit(provider, async () => refuse(providerOff()));
  const auth = authFor(env, visit);
  await auth.$context;
  if (visit.problem) return refuse(providerRefusal(visit.problem, null, visit));
  const { origin } = new URL(env.PUBLIC_URL);
  const body = {
    provider: provider.id,
    callbackURL: `${origin}${ownPath(input.next)}`,
    errorCallbackURL: `${origin}${ERRORS}`,
    disableRedirect: true,
    // Whether somebody may come to be is decided when it is known who.
    requestSignUp: true,
  };
  const path = input.link ? "/link-social" : "/sign-in/social";
  const answer = await ask(env, request, { path, body }, auth);
  if (answer.status === 429) return refuse(tooMany(secondsToWait(answer) * 1_000));
  if (!answer.ok) throw new Error(`leaving for ${provider.id} failed with status ${answer.status}`);
  const { url } = await answer.json<{ url: string }>();
  const cookies = [...answer.headers.getSetCookie(), inviteCookie(env, input.invite ?? null)];
  return ok({ url, name: provider.name, cookies });
}

export interface Arrival {
  readonly cookies: readonly string[];
  /** A path of this origin. */
  readonly to: string;
}

/**
 * What the provider sent somebody back with. Refuses in words, with what became known of them; nobody is signed in then.
 * `request` carries the state's cookie: what was begun in another browser is refused (C15).
 */
export async function arriveFromProvider(
  env: Env,
  request: Request,
  input: { readonly provider: string; readonly query: URLSearchParams },
): Promise<Result<Arrival>> {
  const now = Date.now();
  const provider = providerOf(env, input.provider);
  if (!provider) return refuse(providerOff());
  const invite = inviteOf(env, request);
  const visit = new ProviderVisit(provider, (identity) =>
    mayJoinByInvite(env, invite, identity, provider, now),
  );
  const arrived = await comeBack(env, request, visit, input.query, invite, now);
  const by = { by: provider.id };
  if (visit.linked_user_id !== null && visit.made_user_id === null) {
    const person = (await findAccount(database(env.DB), visit.linked_user_id)) ?? null;
    await recordAccountDeed({ env, request, now }, person, { action: "account.provider_linked", data: by });
  }
  if (!arrived.ok) {
    const { email, email_verified } = visit.identity ?? { email: "", email_verified: false };
    const person = email_verified ? ((await findAccountByEmail(database(env.DB), email)) ?? null) : null;
    const deed = { action: "account.signed_in", data: by } as const;
    await recordAccountDeed({ env, request, now }, person, deed, arrived.refusal);
  }
  return arrived;
}

async function comeBack(
  env: Env,
  request: Request,
  visit: ProviderVisit,
  query: URLSearchParams,
  invite: string | null,
  now: number,
): Promise<Result<Arrival>> {
  const auth = authFor(env, visit);
  await auth.$context;
  if (visit.problem) return refuse(providerRefusal(visit.problem, null, visit));
  const path = `/callback/${visit.provider.id}?${query}`;
  const answer = await Promise.race([ask(env, request, { path }, auth), deadline()]);
  if (answer === null) return refuse(providerRefusal("provider_unreachable", null, visit));
  const went = whereItWent(answer, visit);
  if (!went.ok) return went;
  const cookies = answer.headers.getSetCookie();
  const user_id = visit.signed_in_user_id;
  // Linked, not signed in.
  if (user_id === null) return ok({ cookies, to: went.value });

  if (visit.made_user_id !== null) {
    const joined = await acceptInvite(
      env,
      { token: invite ?? "", user_id, address: cameFrom(env, request).address },
      now,
    );
    if (!joined.ok) {
      await deleteAccount(database(env.DB), user_id);
      return joined;
    }
  }
  const second = cookies.some((cookie) => /^[^=]+\.two_factor=[^;]/.test(cookie));
  if (second) return ok({ cookies, to: `/sign-in/second-factor?next=${encodeURIComponent(went.value)}` });
  return ok(await signedIn(env, request, visit, { cookies, to: went.value, invite, user_id, now }));
}

async function signedIn(
  env: Env,
  request: Request,
  visit: ProviderVisit,
  to: Arrival & { readonly invite: string | null; readonly user_id: string; readonly now: number },
): Promise<Arrival> {
  const person = (await findAccount(database(env.DB), to.user_id)) ?? null;
  const deed = { action: "account.signed_in", data: { by: visit.provider.id } } as const;
  await recordAccountDeed({ env, request, now: to.now }, person, deed);
  const known = person ? [await knownBrowserCookie(env, person.email)] : [];
  const cookies = [...to.cookies, ...known, inviteCookie(env, null)];
  // Whoever has an account already is asked before they join.
  const asksFirst = to.invite !== null && visit.made_user_id === null;
  return { cookies, to: asksFirst ? `/invite/${to.invite}` : to.to };
}

const ERRORS = "/sign-in";

/** better-auth tells what went wrong by where it redirects. */
function whereItWent(answer: Response, visit: ProviderVisit): Result<string> {
  if (answer.status === 429) return refuse(tooMany(secondsToWait(answer) * 1_000));
  const location = answer.headers.get("location");
  if (location === null || !URL.canParse(location)) {
    throw new Error(`coming back from ${visit.provider.id} failed with status ${answer.status}`);
  }
  const { pathname, searchParams, search, hash } = new URL(location);
  const code = searchParams.get("error");
  if (pathname !== ERRORS || code === null) return ok(ownPath(pathname + search + hash));
  if (!visit.joining.ok) return visit.joining;
  return refuse(providerRefusal(code, searchParams.get("error_description"), visit));
}

function providerOf(env: Env, id: string): ProviderSettings | null {
  const providers = readProviders(env);
  return (providers.ok && providers.value.find((provider) => provider.id === id)) || null;
}

function deadline(): Promise<null> {
  return new Promise((resolve) => setTimeout(resolve, DEADLINE_MS, null));
}
