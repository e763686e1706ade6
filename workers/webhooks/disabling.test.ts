/** What follows when an endpoint wants nothing any more, on a real D1. */
import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { listAudit } from "../data/audit.ts";
import { database } from "../data/database.ts";
import { findWebhook, insertWebhook } from "../data/webhooks.ts";
import { MailError, type Message } from "../mail/sender.ts";
import { makeMember, makeTeam, NOW } from "../testing/rows.ts";
import { finishDisabling } from "./disabling.ts";
import { Queue } from "./queue.ts";

async function scene(work: (parts: Awaited<ReturnType<typeof made>>) => Promise<void>): Promise<void> {
  const object = env.WEBHOOK.get(env.WEBHOOK.newUniqueId());
  await runInDurableObject(object, async (_, state) => work(await made(new Queue(state.storage))));
}

async function made(queue: Queue) {
  const { team_id } = await makeTeam();
  const made_by = await makeMember(team_id, "admin");
  const db = database(env.DB);
  const webhook = {
    id: `wh_${crypto.randomUUID()}`,
    team_id,
    url: "https://hooks.example.com/services/SECRET?token=SECRET",
    description: "CI",
    events: ["export.failed"] as const,
    secret: "",
    old_secret: null,
    old_secret_until: null,
    made_by,
    created_at: NOW,
    disabled_at: null,
    disabled_reason: null,
  };
  await insertWebhook(db, webhook);
  queue.putSetting("disabling", JSON.stringify({ reason: "failing", at: NOW }));
  const mails: Message[] = [];
  const failures: Error[] = [];
  const sender = {
    send: async (message: Message) => {
      const failure = failures.shift();
      if (failure) throw failure;
      mails.push(message);
    },
  };
  const parts = { queue, db: env.DB, sender, origin: "https://sandbar.example", now: () => NOW };
  const finish = () => finishDisabling({ webhook, secrets: [] }, parts);
  return { db, webhook, mails, failures, finish, queue };
}

test("it is off, the audit log says so once, and its maker gets one mail that names no secret", () =>
  scene(async ({ db, webhook, mails, failures, finish, queue }) => {
    failures.push(new MailError("The mail server is busy."));
    expect(await finish()).toBe(NOW + 600_000);
    expect(await findWebhook(db, webhook.id)).toMatchObject({ disabled_at: NOW, disabled_reason: "failing" });
    expect(await finish()).toBeNull();
    expect(queue.setting("disabling")).toBeNull();
    expect(mails).toMatchObject([
      {
        to: `${webhook.made_by}@example.com`,
        subject: "A webhook to https://hooks.example.com was disabled",
        text: expect.stringContaining(`https://sandbar.example/settings/webhooks/${webhook.id}`),
      },
    ]);
    expect(JSON.stringify(mails)).not.toContain("SECRET");
    const { items } = await listAudit(db, { team_id: webhook.team_id, limit: 10 });
    expect(items).toMatchObject([
      { action: "webhook.disabled", actor: { kind: "system" }, data: { reason: "failing" } },
    ]);
  }));

test("nobody gets mail about a team that they have left, nor again where it was refused for good", () =>
  scene(async ({ webhook, mails, failures, finish, queue }) => {
    failures.push(new MailError("There is no such mailbox.", true));
    expect(await finish()).toBeNull();
    await env.DB.prepare("DELETE FROM members WHERE user_id = ?").bind(webhook.made_by).run();
    queue.putSetting("disabling", JSON.stringify({ reason: "gone", at: NOW }));
    expect(await finish()).toBeNull();
    expect(mails).toEqual([]);
  }));
