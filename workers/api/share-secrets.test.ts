import { env } from "cloudflare:workers";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { asGuest, comeIn, join, share } from "../testing/guests.ts";
import { call, discard, launch, makeOwner, type Person } from "../testing/people.ts";
import { send } from "../testing/requests.ts";

const PASSWORD = "canary-password-of-a-link";
const WRONG = "canary-password-that-is-wrong";
const LABEL = "canary-label-that-is-no-secret";
let owner: Person;
beforeAll(async () => {
  owner = await makeOwner();
  await launch(owner, { name: "s" });
});
afterAll(() => discard(owner, "s"));

/** Every row of every table. */
async function everything(): Promise<string> {
  const tables = await env.DB.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").all<{
    name: string;
  }>();
  const own = tables.results.filter(({ name }) => !/^(_cf_|sqlite_|d1_)/.test(name));
  const rows = await Promise.all(own.map(({ name }) => env.DB.prepare(`SELECT * FROM "${name}"`).all()));
  return JSON.stringify(rows.map(({ results }) => results));
}

test("a link's token, its password and its guests' secrets are in no row, event, answer or log; who they are is", async () => {
  const written: string[] = [];
  for (const way of ["log", "warn", "error", "info", "debug"] as const) {
    vi.spyOn(console, way).mockImplementation(
      (...words: unknown[]) => void written.push(words.map(String).join(" ")),
    );
  }
  const link = await share(owner, "s", { password: PASSWORD, label: LABEL });
  await join(link, "Mallory", { password: WRONG });
  const guest = await comeIn(link, "Gus", { password: PASSWORD });
  await send(`/s/${link.token}`);
  await join({ token: `${link.token.slice(0, -1)}!` });
  const answers = [
    await asGuest(guest, "GET"),
    await asGuest(guest, "GET", "/events"),
    await call(owner, "GET", "/sandboxes/s/events"),
    await call(owner, "GET", "/sandboxes/s/shares"),
    await call(owner, "GET", "/audit"),
    await call(owner, "DELETE", `/sandboxes/s/shares/${link.share_id}`),
    await join(link, "Gus", { password: PASSWORD }),
    await asGuest(guest, "GET"),
  ];
  vi.restoreAllMocks();
  const kept = await everything();
  const told = JSON.stringify(answers.map(({ body, headers }) => [body, [...headers]]));
  const secret = guest.cookie.split("=")[1]!;
  for (const text of [kept, told, written.join("\n")]) {
    for (const canary of [link.token, secret, PASSWORD, WRONG]) expect(text).not.toContain(canary);
  }
  // What is searched does hold what is meant to be there.
  for (const text of [kept, told]) expect(text).toContain(LABEL);
  const { items } = (await call(owner, "GET", "/audit")).body;
  // Attempts on links that never were are of nobody, and no more of them are written than a minute may hold.
  const visits = items.filter(
    ({ action, actor }: { action: string; actor: { kind: string } }) =>
      action.startsWith("share.") && actor.kind !== "anonymous",
  );
  expect(
    visits.map(
      ({ action, outcome, actor, data }: { [field: string]: { label: string; reason_code?: string } }) => [
        action,
        outcome,
        actor?.label,
        data?.reason_code,
      ],
    ),
  ).toEqual([
    ["share.joined", "refused", "Gus", "share_revoked"],
    ["share.revoked", "done", "owner", undefined],
    ["share.joined", "done", "Gus", undefined],
    ["share.joined", "refused", "Mallory", "wrong_password"],
    ["share.created", "done", "owner", undefined],
  ]);
});
