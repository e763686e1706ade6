/** What somebody ends in two windows at once: each is told clearly, and nothing breaks. */

import { env } from "cloudflare:workers";
import { beforeAll, expect, test } from "vitest";
import { database } from "../data/database.ts";
import { insertSandbox } from "../data/sandboxes.ts";
import { share } from "../testing/guests.ts";
import { call, join, makeOwner, type Person } from "../testing/people.ts";
import { recordOf } from "../testing/rows.ts";

const MIB = 1024 * 1024;

let owner: Person;
let name: string;
beforeAll(async () => {
  owner = await makeOwner();
  const record = recordOf(owner);
  name = record.name;
  await insertSandbox(database(env.DB), record, { max_active_per_member: 9, max_active_per_team: 9 });
});

const made = async (path: string, body: object) => (await call(owner, "POST", path, body)).body;

/** Makes it, and answers its path. */
const THINGS: Readonly<Record<string, () => Promise<string>>> = {
  share: async () => `/sandboxes/${name}/shares/${(await share(owner, name)).share_id}`,
  token: async () => `/tokens/${(await made("/tokens", { name: "ci", scopes: ["admin"] })).token_id}`,
  invite: async () => `/invites/${(await made("/invites", { role: "member" })).invite_id}`,
  webhook: async () =>
    `/webhooks/${(await made("/webhooks", { url: "https://example.com/hook", events: ["sandbox.state_changed"] })).webhook_id}`,
  member: async () => `/members/${(await join(owner.team_id, "member")).user_id}`,
  profile: async () => {
    const limits = { cpus: 1, memory_bytes: 512 * MIB, disk_bytes: 1024 * MIB, pids: 64 };
    const copy = { name: `p-${crypto.randomUUID().slice(0, 8)}`, ...limits };
    return `/profiles/${(await made("/profiles", copy)).name}`;
  },
};

test.each(Object.entries(THINGS))(
  "a %s that is ended four times at once is ended once, with clear words",
  async (_, make) => {
    const path = await make();
    expect(path).not.toContain("undefined");
    const replies = await Promise.all([1, 2, 3, 4].map(() => call(owner, "DELETE", path)));
    const later = await call(owner, "DELETE", path);
    for (const { status, body } of [...replies, later]) {
      expect([200, 204, 404, 409], JSON.stringify(body)).toContain(status);
      if (status === 404) expect(body).toMatchObject({ reason_code: "not_found", retryable: false });
      if (status === 409) expect(body).toMatchObject({ reason_code: "member_changed" });
    }
    expect(later.status).not.toBe(409);
    expect(replies.some(({ status }) => status < 300)).toBe(true);
  },
);
