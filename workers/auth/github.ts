/** What GitHub says of somebody: their account and the one address that is primary. */

const API = "https://api.github.com";
const DEADLINE_MS = 10_000;

export interface GitHubPerson {
  readonly id: string;
  readonly name: string;
  /** The primary address; empty when there is none. */
  readonly email: string;
  readonly email_verified: boolean;
}

interface Address {
  readonly email: string;
  readonly primary: boolean;
  readonly verified: boolean;
}

/** Null when GitHub does not tell. The profile's public address is not asked: anybody may write what they like there. */
export async function githubPerson(access_token: string, ask: typeof fetch): Promise<GitHubPerson | null> {
  const [person, addresses] = await Promise.all([
    get<{ id?: number; login?: string; name?: string | null }>("/user", access_token, ask),
    get<readonly Address[]>("/user/emails", access_token, ask),
  ]);
  if (!person || typeof person.id !== "number" || !Array.isArray(addresses)) return null;
  const primary = (addresses as readonly Address[]).find((address) => address.primary === true);
  return {
    id: String(person.id),
    name: person.name || person.login || "",
    email: primary?.email ?? "",
    email_verified: primary?.verified === true,
  };
}

async function get<T>(path: string, access_token: string, ask: typeof fetch): Promise<T | null> {
  const headers = {
    authorization: `Bearer ${access_token}`,
    accept: "application/vnd.github+json",
    "user-agent": "Sandbar",
  };
  const signal = AbortSignal.timeout(DEADLINE_MS);
  const response = await ask(`${API}${path}`, { headers, redirect: "manual", signal });
  if (response.ok) return (await response.json()) as T;
  await response.body?.cancel();
  return null;
}
