import { env } from "cloudflare:workers";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { decodeFromPty, encodeFrame } from "../domain/protocol.ts";
import type { LiveMessage } from "../domain/sandbox/bodies.ts";
import { call, discard, join, launch, makeOwner, type Person, raw } from "../testing/people.ts";
import { ORIGIN, send } from "../testing/requests.ts";

const UPGRADE = { upgrade: "websocket" };
let owner: Person;
beforeAll(async () => {
  owner = await makeOwner();
  await launch(owner, { name: "s" });
});
afterAll(() => discard(owner, "s"));

async function open(
  person: Person | null,
  path: string,
  headers: Record<string, string> = {},
): Promise<Response> {
  return raw(person, "GET", path, undefined, { ...UPGRADE, ...headers });
}

function accepted(response: Response): WebSocket {
  const socket = response.webSocket;
  if (!socket) throw new Error(`no socket: ${response.status}`);
  socket.binaryType = "arraybuffer";
  socket.accept();
  return socket;
}

async function ticketFor(person: Person, resource: string): Promise<string> {
  return (await call(person, "POST", "/tickets", { resource })).body.ticket;
}

test("live tells of the record and of every event from where it was left", async () => {
  const socket = accepted(await open(owner, "/sandboxes/S/live?after=0"));
  const messages: LiveMessage[] = [];
  socket.addEventListener("message", ({ data }) => {
    messages.push(JSON.parse(String(data)) as LiveMessage);
  });
  await call(owner, "POST", "/sandboxes/s/checkpoints", {}, { prefer: "wait=60" });
  await expect
    .poll(() => messages.some((one) => one.type === "record" && one.record.checkpoint !== null))
    .toBe(true);
  const seqs = messages.flatMap((one) => (one.type === "event" ? [one.event.seq] : []));
  expect(seqs).toEqual(seqs.map((_, index) => index + 1));
  socket.close();
});

describe("a ticket", () => {
  test("opens its socket once, without any other credential", async () => {
    const ticket = await ticketFor(owner, "/sandboxes/S/live");
    const path = `/sandboxes/s/live?ticket=${ticket}`;
    accepted(await open(null, path)).close();
    expect((await open(null, path)).status).toBe(401);
  });

  test.each([
    ["another sandbox's", "/sandboxes/other/live"],
    ["a terminal's", "/sandboxes/s/terminals/t1"],
  ])("does not open %s", async (_, path) => {
    const ticket = await ticketFor(owner, "/sandboxes/s/live");
    expect((await open(null, `${path}?ticket=${ticket}`)).status).toBe(401);
  });

  test("expires, and an empty or forged one opens nothing", async () => {
    const ticket = await ticketFor(owner, "/sandboxes/s/live");
    await env.DB.prepare("UPDATE tickets SET expires_at = 1").run();
    for (const tried of [ticket, "", "A".repeat(43)]) {
      expect((await open(null, `/sandboxes/s/live?ticket=${tried}`)).status).toBe(401);
    }
  });

  test("that would open nothing is refused, with what one can open", async () => {
    const reply = await call(owner, "POST", "/tickets", { resource: "/api/v1/sandboxes/s/live" });
    expect(reply).toMatchObject({ status: 400, body: { field: "resource", next_step: expect.any(String) } });
  });

  test("is given for sockets of one's own team only", async () => {
    const stranger = await makeOwner();
    const foreign = await call(stranger, "POST", "/tickets", { resource: "/sandboxes/s/live" });
    expect(foreign.status).toBe(404);
    for (const resource of ["/sandboxes/s/exec", "/policy", "/sandboxes/s/live/x", "s"]) {
      const reply = await call(owner, "POST", "/tickets", { resource });
      expect(reply).toMatchObject({ status: 400, body: { field: "resource" } });
    }
  });

  test("can't be used for anything but a socket", async () => {
    const ticket = await ticketFor(owner, "/sandboxes/s/live");
    expect((await call(null, "GET", `/sandboxes/s?ticket=${ticket}`)).status).toBe(401);
    expect((await call(null, "GET", `/sandboxes/s/live?ticket=${ticket}`)).status).toBe(426);
  });
});

describe("a session's socket", () => {
  test.each(["http://evil.example", "null", `${ORIGIN}.evil.example`, ORIGIN.replace("8787", "8788"), ""])(
    "from the origin %j is refused",
    async (origin) => {
      const headers = { ...UPGRADE, cookie: "sandbar.session_token=x.y", ...(origin ? { origin } : {}) };
      const response = await send("/api/v1/sandboxes/s/live", { headers });
      expect(response.status).toBe(403);
      expect(response.webSocket).toBeNull();
    },
  );
});

describe("a terminal", () => {
  async function openShell(): Promise<string> {
    const reply = await call(owner, "POST", "/sandboxes/s/terminals", {});
    expect(reply.status, JSON.stringify(reply.body)).toBe(201);
    return reply.body.terminal_id;
  }

  async function attach(person: Person, terminal_id: string) {
    const socket = accepted(
      await open(person, `/sandboxes/s/terminals/${terminal_id}?offset=0&viewer=the-same-id`),
    );
    const seen = { text: "", role: "" };
    socket.addEventListener("message", ({ data }) => {
      const decoded = decodeFromPty(data as ArrayBuffer);
      if (!decoded.ok) throw new Error(decoded.problem);
      if (decoded.frame.type === "hello") seen.role = decoded.frame.hello.role ?? "";
      if (decoded.frame.type === "output") seen.text += new TextDecoder().decode(decoded.frame.data);
    });
    const type = (text: string) =>
      socket.send(encodeFrame({ type: "input", offset: 0, data: new TextEncoder().encode(text) }));
    return { socket, seen, type };
  }

  test("echoes what its owner types; a viewer of the team sees it, types nothing and takes nobody's place", async () => {
    const terminal_id = await openShell();
    const watcher = await attach(await join(owner.team_id, "viewer"), terminal_id);
    await expect.poll(() => watcher.seen.role).toBe("view");
    watcher.type("echo from-the-viewer\r");
    const mine = await attach(owner, terminal_id);
    await expect.poll(() => mine.seen.role).toBe("interact");
    mine.type("echo $((6*7))-typed\r");
    await expect.poll(() => mine.seen.text).toContain("42-typed");
    await expect.poll(() => watcher.seen.text).toContain("42-typed");
    expect(mine.seen.text).not.toContain("from-the-viewer");
    for (const { socket } of [watcher, mine]) socket.close();
    await call(owner, "DELETE", `/sandboxes/s/terminals/${terminal_id}`);
  });

  test("the viewer header that a client sends counts for nothing", async () => {
    const terminal_id = await openShell();
    const viewer = await join(owner.team_id, "viewer");
    const forged = JSON.stringify({
      actor: { kind: "user", id: "x", label: "x" },
      role: "interact",
      expires_at: null,
    });
    const path = `/sandboxes/s/terminals/${terminal_id}`;
    const socket = accepted(await open(viewer, path, { "x-sandbar-viewer": forged }));
    const role = await new Promise((resolve) => {
      socket.addEventListener("message", ({ data }) => {
        const decoded = decodeFromPty(data as ArrayBuffer);
        if (decoded.ok && decoded.frame.type === "hello") resolve(decoded.frame.hello.role);
      });
    });
    expect(role).toBe("view");
    socket.close();
    await call(owner, "DELETE", path);
  });
});
