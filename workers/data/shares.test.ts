import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { makeTeam, NOW } from "../testing/rows.ts";
import { database } from "./database.ts";
import { insertGuest, listGuests, touchGuest } from "./guests.ts";
import { createShare, deleteEndedShares, findGuestShare, findShareByToken, listShares } from "./shares.ts";

const db = database(env.DB);
const DAY = 86_400_000;

async function make(expires_at = NOW + DAY) {
  const { team_id, user_id } = await makeTeam();
  const id = crypto.randomUUID();
  const given = {
    label: null,
    role: "view",
    parts: ["terminal"],
    password_hash: null,
    max_uses: null,
  } as const;
  const times = { created_at: NOW, expires_at };
  const sandbox_id = `sandbox-of-${id}`;
  const token = await createShare(db, {
    id,
    team_id,
    sandbox_id,
    created_by: user_id,
    made_with: null,
    ...given,
    ...times,
  });
  const guest = { id: crypto.randomUUID(), share_id: id, name: "Gus", user_id: null };
  return { id, token: token!, sandbox_id, guest, secret: (await insertGuest(db, guest, NOW))! };
}

test("what ended a month ago is deleted with its guests; what ended since is still shown", async () => {
  const [old, recent] = [await make(NOW + 1), await make(NOW + DAY)];
  const found = async ({ token, id, secret }: typeof old) =>
    [await findShareByToken(db, token), await findGuestShare(db, id, secret)].map(Boolean);
  await deleteEndedShares(db, NOW + 30 * DAY);
  expect([await found(old), await found(recent)]).toEqual([
    [true, true],
    [true, true],
  ]);
  await deleteEndedShares(db, NOW + 30 * DAY + 1);
  expect([await found(old), await found(recent)]).toEqual([
    [false, false],
    [true, true],
  ]);
  expect([await listShares(db, old.sandbox_id, NOW), await listGuests(db, old.sandbox_id)]).toEqual([[], []]);
});

test("being there is written down once a minute", async () => {
  const { guest, sandbox_id } = await make();
  const seen = async () => (await listGuests(db, sandbox_id))[0]!.last_seen_at;
  for (const [now, expected] of [
    [NOW + 59_999, NOW],
    [NOW + 60_000, NOW + 60_000],
    [NOW + 100_000, NOW + 60_000],
  ] as const) {
    await touchGuest(db, { id: guest.id, last_seen_at: await seen() }, now);
    expect(await seen()).toBe(expected);
  }
});

test("R7: an empty secret, a link's own token and a hash are nobody's", async () => {
  const { id, token, secret } = await make();
  expect((await findGuestShare(db, id, secret))?.guest.name).toBe("Gus");
  for (const tried of ["", token, "a".repeat(43), "a".repeat(64)]) {
    expect(await findGuestShare(db, id, tried)).toBeUndefined();
  }
  expect(await findGuestShare(db, "another", secret)).toBeUndefined();
});
