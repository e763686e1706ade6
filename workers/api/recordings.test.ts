import { env } from "cloudflare:workers";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { LiveMessage, RecordingBody } from "../domain/sandbox/bodies.ts";
import { marksOf, parseCast, shownBy } from "../testing/casts.ts";
import { asleep } from "../testing/engines.ts";
import { call, discard, join, launch, makeOwner, type Person, raw } from "../testing/people.ts";
import { Typist } from "../testing/typist.ts";

const WAIT = { prefer: "wait=60" };
const PATIENT = { timeout: 20_000 };
let owner: Person;
let id: string;
beforeAll(async () => {
  owner = await makeOwner();
  id = (await launch(owner, { name: "s" })).body.sandbox.id;
});
afterAll(() => discard(owner, "s"));

const record = (on: boolean, who = owner) => call(who, "PATCH", "/sandboxes/s", { recording: on });

async function recordings(name = "s"): Promise<RecordingBody[]> {
  return (await call(owner, "GET", `/sandboxes/${name}/recordings`)).body.items;
}

async function of(terminal_id: string): Promise<RecordingBody | undefined> {
  return (await recordings()).find((one) => one.terminal_id === terminal_id);
}

async function ended(terminal_id: string): Promise<RecordingBody> {
  await expect.poll(async () => (await of(terminal_id))?.status, PATIENT).not.toBe("recording");
  const found = await of(terminal_id);
  if (!found) throw new Error("it was not recorded");
  return found;
}

async function content({ recording_id }: RecordingBody, name = "s", who = owner): Promise<string> {
  const response = await raw(who, "GET", `/sandboxes/${name}/recordings/${recording_id}/content`);
  const text = await response.text();
  if (response.status !== 200) throw new Error(text);
  expect(response.headers.get("content-length")).toBe(String(new TextEncoder().encode(text).byteLength));
  return text;
}

/** Everything that is stored below a prefix, as text. */
async function stored(prefix: string): Promise<string> {
  const { objects } = await env.STORE.list({ prefix });
  const texts = objects.map(async ({ key }) => (await env.STORE.get(key))?.text() ?? "");
  return (await Promise.all(texts)).join("");
}

test("somebody switches it on: a terminal's file shows byte for byte what the terminal showed", async () => {
  expect((await call(owner, "GET", "/sandboxes/s")).body.recording).toEqual({
    on: false,
    by: null,
    since: null,
  });
  expect((await record(true)).body.recording).toMatchObject({ on: true, by: "person" });
  const typist = await Typist.at(owner, "s");
  await expect.poll(() => typist.notices("recording"), PATIENT).toMatchObject([{ on: true }]);
  typist.type("printf '%s\\n' 漢字 '😀é'; seq 1 20000; echo e-$((1+1))\n");
  await typist.sees("e-2\r\n");
  expect(await of(typist.terminal_id)).toMatchObject({
    status: "recording",
    ended_at: null,
    cols: 90,
    rows: 20,
  });
  typist.type("exit 3\n");
  const one = await ended(typist.terminal_id);
  expect(one).toMatchObject({ status: "ended", reason: "exited" });
  const cast = parseCast(await content(one));
  expect(cast.header).toMatchObject({ version: 2, width: 90, height: 20 });
  await expect.poll(() => typist.frames.some(({ type }) => type === "exit"), PATIENT).toBe(true);
  expect(shownBy(cast)).toBe(typist.text);
  expect(marksOf(cast)).toEqual([]);
  expect(one.size_bytes).toBe(new TextEncoder().encode(await content(one)).byteLength);
  await expect.poll(() => typist.notices("recording").at(-1), PATIENT).toMatchObject({ on: false });
  typist.leave();
});

test("what is typed where the terminal does not show it is in no segment", async () => {
  const typist = await Typist.at(owner, "s");
  typist.type(
    'stty -echo; echo ask-$((1+1)); read -r secret; stty echo; echo got-$(printf %s "$secret" | wc -c)\n',
  );
  await typist.sees("ask-2\r\n");
  typist.type("correct-horse-canary\n");
  await typist.sees("got-20");
  typist.type("exit\n");
  const one = await ended(typist.terminal_id);
  expect(shownBy(parseCast(await content(one)))).toContain("got-20");
  expect(await stored(`recordings/${id}/`)).not.toContain("canary");
  typist.leave();
});

test("a crash of the sandbox's object in the middle: nothing is lost and nothing comes twice", async () => {
  const typist = await Typist.at(owner, "s");
  typist.type(
    "echo before-$((1+1)); for i in $(seq 1 150); do echo line $i; sleep 0.01; done; echo after-$((1+1))\n",
  );
  await typist.sees("line 20\r\n");
  const running = await of(typist.terminal_id);
  // Stored up to somewhere in the middle.
  expect(shownBy(parseCast(await content(running!)))).toContain("before-2");
  await asleep(id);
  expect((await call(owner, "GET", "/sandboxes/s")).status).toBe(200);
  const again = await Typist.at(owner, "s", typist.terminal_id);
  await again.sees("after-2\r\n");
  again.type("exit\n");
  const one = await ended(typist.terminal_id);
  expect(one.recording_id).toBe(running?.recording_id);
  await expect.poll(() => again.frames.some(({ type }) => type === "exit"), PATIENT).toBe(true);
  const cast = parseCast(await content(one));
  expect(shownBy(cast)).toBe(again.text);
  expect(marksOf(cast)).toEqual(["The product was restarted; the recording goes on"]);
  again.leave();
});

test("switched on in the middle, it begins with the screen, and nothing from before that", async () => {
  await record(false);
  const typist = await Typist.at(owner, "s");
  typist.type("echo old-$((1+1)); seq 1 100; clear; echo new-$((1+1))\n");
  await typist.sees("new-2\r\n");
  expect(await of(typist.terminal_id)).toBeUndefined();
  await record(true);
  await expect.poll(() => of(typist.terminal_id), PATIENT).toBeDefined();
  typist.type("echo then-$((1+1))\n");
  await typist.sees("then-2\r\n");
  await record(false);
  const one = await ended(typist.terminal_id);
  expect(one).toMatchObject({ status: "ended", reason: "stopped" });
  typist.type("echo secret-$((1+1))\n");
  await typist.sees("secret-2\r\n");
  const shown = shownBy(parseCast(await content(one)));
  expect(shown).toContain("new-2");
  expect(shown).toContain("then-2");
  expect(shown).not.toMatch(/old-2|secret-/);
  await record(true);
  await expect
    .poll(
      async () => (await recordings()).filter((r) => r.terminal_id === typist.terminal_id).length,
      PATIENT,
    )
    .toBe(2);
  typist.type("exit\n");
  await ended(typist.terminal_id);
  typist.leave();
});

test("who may, and who may not: readers see and download, changing it takes more", async () => {
  const viewer = await join(owner.team_id, "viewer");
  expect((await record(true, viewer)).status).toBe(403);
  const [one] = await recordings();
  expect((await call(viewer, "GET", "/sandboxes/s/recordings")).status).toBe(200);
  expect(parseCast(await content(one!, "s", viewer)).header).toMatchObject({ version: 2 });
  const path = `/sandboxes/s/recordings/${one!.recording_id}`;
  expect((await call(viewer, "DELETE", path)).status).toBe(403);
  expect((await call(owner, "GET", "/sandboxes/s/recordings/none/content")).body).toMatchObject({
    reason_code: "recording_not_found",
  });
  const response = await raw(owner, "GET", `${path}/content`);
  await response.text();
  expect(response.headers.get("content-type")).toBe("application/x-asciicast");
  expect(response.headers.get("content-disposition")).toMatch(/^attachment; filename="s-rec_\w+\.cast"/);
  expect(response.headers.get("x-content-type-options")).toBe("nosniff");
});

test("the policy demands it: nobody switches it off, and a profile may say otherwise", async () => {
  await call(owner, "PATCH", "/policy", { record_terminals: true });
  const record_body = async () => (await call(owner, "GET", "/sandboxes/s")).body.recording;
  await expect.poll(record_body, PATIENT).toMatchObject({ on: true, by: "policy" });
  expect(await record(false)).toMatchObject({
    status: 409,
    body: { reason_code: "recording_required", retryable: false, next_step: expect.any(String) },
  });
  await call(owner, "PATCH", "/profiles/small", { policy: { record_terminals: false } });
  await expect.poll(record_body, PATIENT).toMatchObject({ by: "person" });
  expect(await record(false)).toMatchObject({ status: 200, body: { recording: { on: false } } });
  await call(owner, "PATCH", "/profiles/small", { policy: { record_terminals: null } });
  const typist = await Typist.at(owner, "s");
  await expect
    .poll(() => typist.notices("recording"), PATIENT)
    .toMatchObject([{ on: true, by: "The team's policy" }]);
  // R1: what a change does not name stays.
  await call(owner, "PATCH", "/policy", { max_lifetime_hours: 0 });
  await expect.poll(record_body, PATIENT).toMatchObject({ on: true, by: "policy" });
  await call(owner, "PATCH", "/policy", { record_terminals: false });
  expect(await ended(typist.terminal_id)).toMatchObject({ reason: "stopped" });
  typist.leave();
});

test("one that is being made is not deleted; one that has ended goes with its bytes, and pages are told", async () => {
  const response = await raw(owner, "GET", "/sandboxes/s/live?after=0", undefined, { upgrade: "websocket" });
  const socket = response.webSocket!;
  const lists: (readonly RecordingBody[])[] = [];
  socket.addEventListener("message", ({ data }) => {
    const message = JSON.parse(String(data)) as LiveMessage;
    if (message.type === "recordings") lists.push(message.items);
  });
  socket.accept();
  await record(true);
  const typist = await Typist.at(owner, "s");
  const one = (await of(typist.terminal_id))!;
  const path = `/sandboxes/s/recordings/${one.recording_id}`;
  expect(await call(owner, "DELETE", path)).toMatchObject({
    status: 409,
    body: { reason_code: "recording_running", retryable: true },
  });
  await call(owner, "DELETE", `/sandboxes/s/terminals/${typist.terminal_id}`);
  await ended(typist.terminal_id);
  expect(await stored(`recordings/${id}/${one.recording_id}/`)).not.toBe("");
  expect((await call(owner, "DELETE", path)).status).toBe(204);
  expect((await call(owner, "DELETE", path)).status).toBe(404);
  await expect.poll(() => stored(`recordings/${id}/${one.recording_id}/`), PATIENT).toBe("");
  const has = (items: readonly RecordingBody[]) => items.find((r) => r.recording_id === one.recording_id);
  await expect
    .poll(() => lists.map((items) => has(items)?.status), PATIENT)
    .toEqual(expect.arrayContaining(["recording", expect.stringMatching(/ended/), undefined]));
  const audit = (await call(owner, "GET", "/audit")).body.items as { action: string; outcome: string }[];
  expect(audit.map(({ action }) => action)).toEqual(
    expect.arrayContaining(["recording.deleted", "recording.downloaded", "sandbox.changed"]),
  );
  socket.close();
});

test("nobody is at work where only a recording looks: a teardown needs no force, and keeps the recording", async () => {
  await launch(owner, { name: "kept" });
  await call(owner, "PATCH", "/sandboxes/kept", { recording: true });
  const typist = await Typist.at(owner, "kept");
  typist.type("echo kept-$((1+1))\n");
  await typist.sees("kept-2\r\n");
  const saved = await call(owner, "POST", "/sandboxes/kept/checkpoints", {}, WAIT);
  expect(saved.body.status).toBe("succeeded");
  expect((await recordings("kept"))[0]).toMatchObject({ status: "recording" });
  typist.leave();
  await expect
    .poll(async () => (await call(owner, "POST", "/sandboxes/kept/teardown", {}, WAIT)).status, {
      timeout: 20_000,
    })
    .toBe(200);
  const [one] = await recordings("kept");
  expect(one).toMatchObject({ status: "ended", reason: "sandbox_ended" });
  expect(shownBy(parseCast(await content(one!, "kept")))).toContain("kept-2");
});
