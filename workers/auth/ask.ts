import { addressHeader } from "../http/client-address.ts";
import { authFor } from "./auth.ts";

export interface Asked {
  /** Below better-auth's own path, e.g. `/sign-in/email`; with its query. */
  readonly path: string;
  /** Sent as JSON by POST; without one it is a GET. */
  readonly body?: object;
  /** Instead of the request's own cookies; null = none. */
  readonly cookie?: string | null;
}

const PASSED_ON = ["cookie", "user-agent", "accept-language"];

/** Asks better-auth through its own handler, which counts attempts per address. `request` is the page's own. */
export async function ask(
  env: Env,
  request: Request,
  { path, body, cookie }: Asked,
  auth: Pick<ReturnType<typeof authFor>, "handler"> = authFor(env),
): Promise<Response> {
  const { origin } = new URL(env.PUBLIC_URL);
  const headers = new Headers({ origin });
  for (const name of [...PASSED_ON, addressHeader(env)]) {
    const value = name === null ? null : request.headers.get(name);
    if (name !== null && value !== null) headers.set(name, value);
  }
  if (cookie === null) headers.delete("cookie");
  else if (cookie !== undefined) headers.set("cookie", cookie);
  const url = `${origin}/api/auth${path}`;
  if (!body) return await auth.handler(new Request(url, { headers }));
  headers.set("content-type", "application/json");
  return await auth.handler(new Request(url, { method: "POST", headers, body: JSON.stringify(body) }));
}

/** How many seconds a `429` of better-auth asks to wait. */
export function secondsToWait(answer: Response): number {
  return Number(answer.headers.get("x-retry-after") ?? 60);
}
