import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { NO_TEARDOWN } from "../domain/policy.ts";
import { makeMember, makeTeam, NOW, recordOf } from "../testing/rows.ts";
import { database } from "./database.ts";
import { claimForHeir, countAsOwners, findHeir, sandboxesOfOwner } from "./ownership.ts";
import { changeMaxActive, readPlaces } from "./places.ts";
import { insertSandbox, listSandboxes, projectSandbox } from "./sandboxes.ts";

const db = database(env.DB);
const PLENTY = { max_active_per_member: 100, max_active_per_team: 100 };

async function teamOfTwo() {
  const owner = await makeTeam();
  const heir = { team_id: owner.team_id, user_id: await makeMember(owner.team_id, "member") };
  return { owner, heir };
}

test("of simultaneous gifts no more are taken than the receiver has places", async () => {
  const { owner, heir } = await teamOfTwo();
  const gifts = Array.from({ length: 6 }, () => recordOf(owner));
  for (const gift of gifts) await insertSandbox(db, gift, PLENTY);
  const claimed = await Promise.all(gifts.map((gift) => claimForHeir(db, gift, heir.user_id, 4)));
  expect(claimed.filter(Boolean)).toHaveLength(4);
  expect(await claimForHeir(db, gifts[claimed.indexOf(true)]!, heir.user_id, 4)).toBe(true);
});

test("an archived one takes no place", async () => {
  const { owner, heir } = await teamOfTwo();
  const archived = recordOf(owner, { version: 1, state: "destroyed" });
  await projectSandbox(db, archived, NO_TEARDOWN, NOW);
  expect(await claimForHeir(db, archived, heir.user_id, 0)).toBe(true);
});

test("neither a viewer nor somebody of another team is given anything", async () => {
  const { owner } = await teamOfTwo();
  const viewer = await makeMember(owner.team_id, "viewer");
  const stranger = (await makeTeam()).user_id;
  const gift = recordOf(owner);
  await insertSandbox(db, gift, PLENTY);
  for (const nobody of [viewer, stranger, "nobody"]) {
    expect(await findHeir(db, owner.team_id, nobody)).toBeUndefined();
    expect(await claimForHeir(db, gift, nobody, 9)).toBe(false);
  }
});

test("a claim that came to nothing is taken back; one that was projected stays", async () => {
  const { owner, heir } = await teamOfTwo();
  const gift = recordOf(owner);
  await insertSandbox(db, gift, PLENTY);
  const theirs = async () =>
    (await listSandboxes(db, { team_id: owner.team_id, seen_by: null, owner_id: heir.user_id, limit: 9 }))
      .items.length;
  await claimForHeir(db, gift, heir.user_id, 9);
  await countAsOwners(db, gift.id);
  expect(await theirs()).toBe(0);
  await projectSandbox(
    db,
    { ...gift, version: 1, owner: { user_id: heir.user_id, name: "H" } },
    NO_TEARDOWN,
    NOW,
  );
  await countAsOwners(db, gift.id);
  expect(await theirs()).toBe(1);
  expect(await sandboxesOfOwner(db, owner.team_id, heir.user_id)).toEqual([{ id: gift.id, name: gift.name }]);
});

test("a member's own number of places goes before the policy's, 0 too", async () => {
  const { owner, heir } = await teamOfTwo();
  const { team_id, user_id } = heir;
  const quota = { max_active_per_member: 1, max_active_per_team: 10 };
  expect(await changeMaxActive(db, team_id, user_id, 2)).toBe(true);
  expect(await insertSandbox(db, recordOf(heir), quota)).toBe("inserted");
  expect(await insertSandbox(db, recordOf(heir), quota)).toBe("inserted");
  expect(await insertSandbox(db, recordOf(heir), quota)).toBe("quota_member");
  expect(await readPlaces(db, team_id, user_id, quota)).toEqual({
    member: { used: 2, allowed: 2 },
    team: { used: 2, allowed: 10 },
    storage: { used: 0, allowed: 0 },
  });
  await changeMaxActive(db, team_id, owner.user_id, 0);
  expect(await insertSandbox(db, recordOf(owner), quota)).toBe("quota_member");
  await changeMaxActive(db, team_id, owner.user_id, null);
  expect(await insertSandbox(db, recordOf(owner), quota)).toBe("inserted");
  expect(await changeMaxActive(db, team_id, "nobody", 1)).toBe(false);
});
