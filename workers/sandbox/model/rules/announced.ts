import { announcementsOf } from "../../../domain/webhooks/announcement.ts";
import type { Account } from "../account.ts";
import type { World } from "../world.ts";
import type { Broken, Commit } from "./commit.ts";

/** Keeps the books of what the team's webhooks are to be told. */
export function* announced({ account, before, after, events }: Commit): Broken {
  const told = announcementsOf(before, { record: after, events }, () => null, "");
  account.announced.push(...told.map(({ event }) => event.id));
  account.last_seq = after.seq;
}

/** Once at rest: every event once, in the order of the journal, and the deletion last. */
export function* announcements(world: World, account: Account): Broken {
  const { id, purged, last_seq } = account;
  const expected = purged ? [...account.announced, `evt_${id}_${last_seq + 1}`] : account.announced;
  const taken = world.webhook.taken(id);
  const wrong = expected.findIndex((event, index) => taken[index] !== event);
  if (wrong >= 0)
    yield `webhooks were to be told ${expected[wrong]}, and were told ${taken[wrong] ?? "nothing"}`;
  else if (taken.length > expected.length) yield `webhooks were told ${taken[expected.length]} too much`;
}
