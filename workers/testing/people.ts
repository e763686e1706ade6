/** Teams with people who hold API tokens, and calls to the API as they make them. */
import { env } from "cloudflare:workers";
import { database } from "../data/database.ts";
import { insertProfile } from "../data/profiles.ts";
import { createToken } from "../data/tokens.ts";
import { type Role, SCOPES, type Scope } from "../domain/access.ts";
import { PROFILES } from "../domain/policy/profiles.ts";
import { send } from "./requests.ts";
import { makeMember, makeTeam } from "./rows.ts";

export interface Person {
  readonly team_id: string;
  readonly user_id: string;
  /** Value of the Authorization header. */
  readonly authorization: string;
}

/** A team as set-up makes it, and its owner. */
export async function makeOwner(): Promise<Person> {
  const { team_id, user_id } = await makeTeam();
  const db = database(env.DB);
  for (const { limits, ...profile } of PROFILES) {
    await insertProfile(db, team_id, { ...profile, ...limits, policy: {}, built_in: true }, Date.now());
  }
  return withToken({ team_id, user_id });
}

export async function join(team_id: string, role: Role): Promise<Person> {
  return withToken({ team_id, user_id: await makeMember(team_id, role) });
}

/** The same person with a token of these scopes; all of them unless said otherwise. */
export async function withToken(
  { team_id, user_id }: Pick<Person, "team_id" | "user_id">,
  scopes: readonly Scope[] = SCOPES,
): Promise<Person> {
  const token = { id: crypto.randomUUID(), team_id, user_id, name: "test", scopes, expires_at: null };
  const { secret } = await createToken(database(env.DB), { ...token, created_at: Date.now() });
  return { team_id, user_id, authorization: `Bearer ${secret}` };
}

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into bodies of every shape
  readonly body: any;
}

/** A request below /api/v1; a `body` that is an object is sent as JSON. */
export async function call(
  person: Person | null,
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Reply> {
  const response = await raw(person, method, path, body, headers);
  const text = await response.text();
  const json = response.headers.get("content-type")?.startsWith("application/json");
  return { status: response.status, headers: response.headers, body: json ? JSON.parse(text) : text };
}

export async function raw(
  person: Person | null,
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Response> {
  const auth: Record<string, string> = person ? { authorization: person.authorization } : {};
  const payload = typeof body === "string" || body instanceof ReadableStream ? body : JSON.stringify(body);
  const init = { method, headers: { ...auth, ...headers }, body: payload };
  return send(`/api/v1${path}`, init);
}

/** A running sandbox; fails with the launch's own reason. */
export async function launch(person: Person, body: object): Promise<Reply> {
  const reply = await call(person, "POST", "/sandboxes", body, { prefer: "wait=60" });
  if (reply.status >= 300) throw new Error(`launch answered ${reply.status}: ${JSON.stringify(reply.body)}`);
  return reply;
}

export async function discard(person: Person, name: string): Promise<void> {
  const body = { force: true, discard: true, confirm: name };
  const reply = await call(person, "POST", `/sandboxes/${name}/teardown`, body, { prefer: "wait=60" });
  if (reply.status !== 200)
    throw new Error(`discard answered ${reply.status}: ${JSON.stringify(reply.body)}`);
}
