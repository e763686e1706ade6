/** What is open in a preview ends with the right to see it, and only that. */
import { env } from "cloudflare:workers";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { call, discard, join, type Person } from "../testing/people.ts";
import { cookieOf, HOST, launchShown, PORT, SHOWN, serve, sessionFor, visit } from "../testing/previews.ts";
import { signPass } from "./pass.ts";

let owner: Person;
let colleague: Person;
let mine: string;
beforeAll(async () => {
  owner = await launchShown();
  await serve(owner, PORT);
  mine = await cookieOf(owner);
});
afterAll(() => discard(owner, SHOWN));
beforeEach(async () => {
  colleague = await join(owner.team_id, "member");
});

function get(path: string, cookie: string, init: RequestInit = {}): Promise<Response> {
  return visit(`${HOST}${path}`, { ...init, headers: { cookie, origin: HOST, ...init.headers } });
}

interface Opened {
  readonly echo: (text: string) => Promise<string>;
  /** The next piece of an answer without end; null once it has been cut. */
  readonly tick: () => Promise<string | null>;
  /** When it can tell nothing any more. */
  readonly closed: Promise<unknown>;
}

/** A WebSocket and an answer without end, both at work. */
async function open(cookie: string): Promise<Opened> {
  const upgraded = await get("/socket", cookie, { headers: { upgrade: "websocket" } });
  const socket = upgraded.webSocket;
  if (!socket) throw new Error(`no socket: ${upgraded.status} ${await upgraded.text()}`);
  socket.accept();
  const closed = new Promise((resolve) => {
    socket.addEventListener("close", resolve);
    socket.addEventListener("error", resolve);
  });
  const echo = (text: string) => {
    const heard = new Promise<string>((resolve) => {
      socket.addEventListener("message", ({ data }) => resolve(String(data)), { once: true });
    });
    socket.send(text);
    return heard;
  };
  const reader = (await get("/ticks", cookie)).body!.pipeThrough(new TextDecoderStream()).getReader();
  const tick = () =>
    reader.read().then(
      ({ done, value }) => (done ? null : value),
      () => null,
    );
  const opened = { echo, tick, closed };
  await atWork(opened);
  return opened;
}

async function atWork({ echo, tick }: Opened): Promise<void> {
  expect(await echo("are you there")).toBe("are you there");
  expect(await tick()).toContain("tick");
}

async function isCut({ tick, closed }: Opened): Promise<void> {
  await closed;
  while ((await tick()) !== null);
}

async function held(): Promise<number> {
  return Number(await (await get("/held", mine)).text());
}

test("whoever is removed from the team is cut off, program and all, and nobody else is", async () => {
  const [own, theirs] = [await open(mine), await open(await cookieOf(colleague))];
  const before = await held();
  const removed = await call(owner, "DELETE", `/members/${colleague.user_id}`);
  expect(removed.status, JSON.stringify(removed.body)).toBe(200);
  await isCut(theirs);
  await expect.poll(held).toBe(before - 1);
  await atWork(own);
});

test("so is who signs out, in that browser alone", async () => {
  const [here, there] = [await sessionFor(colleague), await sessionFor(colleague)];
  const [signedOut, signedIn] = [
    await open(await cookieOf(colleague, PORT, here)),
    await open(await cookieOf(colleague, PORT, there)),
  ];
  const { id } = (await call(owner, "GET", `/sandboxes/${SHOWN}`)).body;
  await env.SANDBOX.getByName(id).closeViewers({ session_id: here }, "you signed out");
  await isCut(signedOut);
  await atWork(signedIn);
});

test("what was allowed a moment ago opens nothing once it is taken away; who still may does not notice", async () => {
  const theirs = await cookieOf(colleague);
  expect((await get("/", theirs)).status).toBe(200);
  expect((await get("/", mine)).status).toBe(200);
  const hidden = await call(owner, "PATCH", `/sandboxes/${SHOWN}`, { visibility: "private" });
  expect(hidden.status, JSON.stringify(hidden.body)).toBe(200);
  const socket = { headers: { upgrade: "websocket" } };
  const answers = await Promise.all([get("/", theirs), get("/socket", theirs, socket), get("/", mine)]);
  expect(answers.map(({ status }) => status)).toEqual([401, 401, 200]);
  await call(owner, "PATCH", `/sandboxes/${SHOWN}`, { visibility: "team" });
  expect((await get("/", theirs)).status).toBe(200);
});

test("a pass that ends ends what it opened", async () => {
  const [, value = ""] = mine.split("=");
  const [payload = ""] = value.split(".");
  const pass = JSON.parse(atob(payload.replaceAll("-", "+").replaceAll("_", "/")));
  const short = await signPass({ ...pass, expires_at: Date.now() + 2_000 }, env.AUTH_SECRET);
  const [own, brief] = [await open(mine), await open(`__sandbar_preview=${short}`)];
  await isCut(brief);
  await atWork(own);
});
