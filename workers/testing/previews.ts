/** A sandbox whose ports are previewed, and visits to them as a browser makes them. */
import { createExecutionContext, waitOnExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { eq } from "drizzle-orm";
import { expect, vi } from "vitest";
import { database } from "../data/database.ts";
import { session } from "../data/schema/auth.ts";
import type { Viewer } from "../domain/access.ts";
import { handle } from "../http/handler.ts";
import type { ServiceContext } from "../services/context.ts";
import { openPreview } from "../services/work/previews.ts";
import { call, launch, makeOwner, type Person } from "./people.ts";
import { PORT_PROGRAM } from "./port-program.ts";
import { ORIGIN } from "./requests.ts";

export const SHOWN = "shown";
export const PORT = 3000;
export const HOST = previewOf(PORT);

/** Headers of a page that is opened by a person. */
export const PAGE = { accept: "text/html", "sec-fetch-dest": "document", "sec-fetch-mode": "navigate" };

export function previewOf(port: number, name = SHOWN): string {
  return `http://${port}--${name}.localhost:8787`;
}

/** Its owner, with the program of port-program.ts ready to be served. */
export async function launchShown(): Promise<Person> {
  const owner = await makeOwner();
  await launch(owner, { name: SHOWN });
  await call(owner, "PUT", `/sandboxes/${SHOWN}/files/server.mjs`, PORT_PROGRAM);
  return owner;
}

/** Starts the program on a port of the sandbox and waits until it listens. */
export async function serve(owner: Person, port: number, address = "127.0.0.1"): Promise<void> {
  const argv = ["sh", "-c", `setsid node server.mjs ${port} ${address} >/dev/null 2>&1 &`];
  const started = await call(owner, "POST", `/sandboxes/${SHOWN}/exec`, { argv });
  expect(started.body.exit_code, JSON.stringify(started.body)).toBe(0);
  const listens = async () => {
    const { body } = await call(owner, "GET", `/sandboxes/${SHOWN}/ports`);
    expect(body.items).toContainEqual(expect.objectContaining({ port }));
  };
  await vi.waitFor(listens, { timeout: 20_000 });
}

/** One request to whichever host; `configured` replaces bindings. */
export async function visit(
  url: string,
  init: RequestInit = {},
  configured: Partial<Env> = {},
): Promise<Response> {
  const ctx = createExecutionContext();
  const pages = async () => new Response("the dashboard");
  const request = new Request(url, { redirect: "manual", ...init });
  const response = await handle(request, { ...env, ...configured }, ctx, pages);
  await waitOnExecutionContext(ctx);
  return response;
}

/** As the dashboard's pages call services for a person who is signed in. */
export function contextOf({ team_id, user_id }: Person, changes: Partial<Viewer> = {}): ServiceContext {
  const viewer: Viewer = {
    kind: "member",
    user_id,
    team_id,
    name: "Ann",
    role: "owner",
    token: null,
    session_id: null,
    ...changes,
  };
  return { env, viewer, now: Date.now(), request_id: crypto.randomUUID(), origin: ORIGIN, address: null };
}

/** Signs somebody in. */
export async function sessionFor({ user_id }: Person): Promise<string> {
  const [id, now] = [crypto.randomUUID(), new Date()];
  const expiresAt = new Date(now.getTime() + 3_600_000);
  const row = { id, token: id, userId: user_id, expiresAt, createdAt: now, updatedAt: now };
  await database(env.DB).insert(session).values(row);
  return id;
}

export async function signOutOf(session_id: string): Promise<void> {
  await database(env.DB).delete(session).where(eq(session.id, session_id));
}

export async function entryFor(
  person: Person,
  port: number,
  path = "/",
  { name = SHOWN, session_id }: { name?: string; session_id?: string } = {},
): Promise<string> {
  const own = session_id ?? (await sessionFor(person));
  const opened = await openPreview(contextOf(person), { name, port: String(port), path, session_id: own });
  if (!opened.ok) throw new Error(opened.refusal.message);
  return opened.value.location;
}

/** The cookie of somebody who opened the port from the dashboard. */
export async function cookieOf(person: Person, port = PORT, session_id?: string): Promise<string> {
  const entered = await visit(await entryFor(person, port, "/", { session_id }));
  const cookie = entered.headers.getSetCookie()[0]?.split(";", 1)[0];
  if (!cookie) throw new Error(`no cookie: ${entered.status}`);
  return cookie;
}
