import { env } from "cloudflare:workers";
import { expect, inject, test } from "vitest";
import type { TakenMessage } from "../../../tests/smtp.setup.ts";
import { database } from "../../data/database.ts";
import { removeMember } from "../../data/membership.ts";
import { patchPolicy } from "../../data/policies.ts";
import { senderFor } from "../../mail/select.ts";
import type { Sender } from "../../mail/sender.ts";
import { tearDown, withSandbox } from "../../testing/faulty-storage.ts";
import { makeMember } from "../../testing/rows.ts";
import { ANNA } from "../../testing/sandboxes.ts";
import type { LaunchSpec } from "../contract.ts";
import type { Sandbox } from "../sandbox.ts";

const MINUTE = 60_000;
const PORTS = inject("smtp");
const SMTP = {
  EMAIL_SENDER: "smtp",
  SMTP_URL: `smtp://127.0.0.1:${PORTS.open}`,
  EMAIL_FROM: "sandbar@example.com",
};
const mail = senderFor(SMTP, () => Date.now());

interface Mail {
  readonly id: string;
  readonly subject: string;
  readonly text: string;
}

const ownerOf = ({ identity }: LaunchSpec) => `${identity.owner.user_id}@example.com`;

async function received(launch: LaunchSpec): Promise<Mail[]> {
  const answer = await fetch(`http://127.0.0.1:${PORTS.control}/messages?to=${ownerOf(launch)}`);
  return ((await answer.json()) as TakenMessage[]).map(({ raw }) => {
    const [head = "", body = ""] = raw.split("\r\n\r\n");
    const header = (name: string) => new RegExp(`^${name}: (.*)\r$`, "m").exec(head)?.[1] ?? "";
    return { id: header("Message-ID"), subject: header("Subject"), text: atob(body.replaceAll("\r\n", "")) };
  });
}

function refuse(launch: LaunchSpec, code: number): Promise<Response> {
  const url = `http://127.0.0.1:${PORTS.control}/refusals?to=${ownerOf(launch)}&code=${code}`;
  return fetch(url, { method: "PUT" });
}

function pending(sandbox: Sandbox): number[] {
  return sandbox.clocks.notices.pending().map(({ attempts }) => attempts);
}

/** Five minutes before it would stop. */
async function becomeIdle(sandbox: Sandbox, world: { ahead_ms: number }): Promise<void> {
  world.ahead_ms += 26 * MINUTE;
  await sandbox.alarm();
  expect(sandbox.record?.notice).toMatchObject({ reason: "idle" });
}

const withMail = (work: Parameters<typeof withSandbox>[0], sender: Sender = mail) =>
  withSandbox(work, undefined, sender);

test("a warning reaches the owner once: what happens, why, when, where and how to keep it", async () => {
  await withMail(async (sandbox, world, launch) => {
    await becomeIdle(sandbox, world);
    await expect.poll(() => received(launch)).toHaveLength(1);
    const { name } = launch.identity;
    const at = new Date(sandbox.record?.notice?.at ?? 0).toISOString();
    const time = `${at.slice(0, 10)} ${at.slice(11, 16)} UTC`;
    const [{ subject, text }] = (await received(launch)) as [Mail];
    expect(subject).toBe(`${name} stops at ${time}`);
    for (const part of ["Nothing has happened", time, `${env.PUBLIC_URL}/sandboxes/${name}`, "keep it"]) {
      expect(text).toContain(part);
    }
    expect(text).toContain("idle_timeout_minutes = 30");
    for (let look = 0; look < 3; look++) {
      world.ahead_ms += MINUTE;
      await sandbox.alarm();
    }
    expect(await received(launch)).toHaveLength(1);
    expect(pending(sandbox)).toEqual([]);
  });
});

test("a server that is busy delays the mail and nothing else; it comes once, with the id it had", async () => {
  await withMail(async (sandbox, world, launch) => {
    await refuse(launch, 451);
    await becomeIdle(sandbox, world);
    await expect.poll(() => pending(sandbox)).toEqual([1]);
    const save = {
      type: "save",
      operation_id: "op",
      actor: ANNA,
      checkpoint_id: "cp",
      reason: "manual",
    } as const;
    // So much time has passed that a periodic save may hold the lock.
    await expect.poll(() => sandbox.record?.operation, { timeout: 20_000 }).toBeNull();
    expect(sandbox.apply(save)).toMatchObject({ ok: true });
    expect(await sandbox.waitForOperation("op", 30_000)).toMatchObject({ status: "succeeded" });
    expect(pending(sandbox)).toEqual([1]);
    await refuse(launch, 0);
    world.ahead_ms += MINUTE;
    await sandbox.alarm();
    await expect.poll(() => received(launch)).toHaveLength(1);
    await expect.poll(() => pending(sandbox)).toEqual([]);
  });
});

test("a mail that is sent and then forgotten of by a crash is repeated under the same id", async () => {
  let crashes = 1;
  const crashing: Sender = {
    async send(message) {
      await mail.send(message);
      if (crashes-- > 0) throw new Error("crashed after the server had taken it");
    },
  };
  await withMail(async (sandbox, world, launch) => {
    await becomeIdle(sandbox, world);
    await expect.poll(() => pending(sandbox)).toEqual([1]);
    world.ahead_ms += MINUTE;
    await sandbox.alarm();
    await expect.poll(() => received(launch)).toHaveLength(2);
    const [first, second] = await received(launch);
    expect(first?.id).toMatch(/^<.+@example.com>$/);
    expect(second).toEqual(first);
  }, crashing);
});

test.each([
  ["a recipient that is refused for good", (launch: LaunchSpec) => refuse(launch, 550)],
  [
    "an owner who has left the team",
    async ({ identity }: LaunchSpec) => {
      await makeMember(identity.team_id, "owner");
      const owner = { user_id: identity.owner.user_id, role: "owner" } as const;
      expect(await removeMember(database(env.DB), identity.team_id, owner, Date.now())).toBe(true);
    },
  ],
])("%s is not tried again", async (_, arrange) => {
  await withMail(async (sandbox, world, launch) => {
    await arrange(launch);
    await becomeIdle(sandbox, world);
    await expect.poll(() => pending(sandbox)).toEqual([]);
    expect(await received(launch)).toEqual([]);
  });
});

test("a warning that could not be sent in time is not sent afterwards", async () => {
  await withMail(async (sandbox, world, launch) => {
    await refuse(launch, 451);
    await becomeIdle(sandbox, world);
    await expect.poll(() => pending(sandbox)).toEqual([1]);
    await refuse(launch, 0);
    world.ahead_ms += 10 * MINUTE;
    await sandbox.alarm();
    await expect.poll(() => pending(sandbox)).toEqual([]);
    expect(await received(launch)).toEqual([]);
  });
});

test("a policy that stops what is completed at once warns of nothing", async () => {
  await withMail(async (sandbox, world, launch) => {
    await patchPolicy(database(env.DB), launch.identity.team_id, { completed_retention_minutes: 0 }, 0);
    world.ahead_ms += 2 * MINUTE;
    await sandbox.alarm();
    sandbox.apply({ type: "complete", actor: ANNA, exit_code: 0 });
    await sandbox.alarm();
    await expect.poll(() => sandbox.record?.state, { timeout: 30_000 }).toBe("destroyed");
    expect(await received(launch)).toEqual([]);
  });
});

test("a save that fails before the policy's teardown is told of, with the way on; one by hand is not", async () => {
  await withMail(async (sandbox, world, launch) => {
    world.fault = "createMultipartUpload";
    tearDown(sandbox, "by-hand", false);
    await fail(sandbox, world);
    expect(sandbox.journal.operation("by-hand")).toMatchObject({ status: "failed" });
    expect(pending(sandbox)).toEqual([]);
    world.fault = null;
    const save = {
      type: "save",
      operation_id: "op",
      actor: ANNA,
      checkpoint_id: "cp",
      reason: "manual",
    } as const;
    sandbox.apply(save);
    await sandbox.waitForOperation("op", 30_000);

    await becomeIdle(sandbox, world);
    await expect.poll(() => received(launch)).toHaveLength(1);
    world.fault = "createMultipartUpload";
    world.ahead_ms += 10 * MINUTE;
    await sandbox.alarm();
    expect(sandbox.record).toMatchObject({ state: "saving", operation: { type: "teardown" } });
    await fail(sandbox, world);
    expect(sandbox.record).toMatchObject({ state: "error", container: "present" });
    await expect.poll(() => received(launch)).toHaveLength(2);
    const [, { subject, text }] = (await received(launch)) as [Mail, Mail];
    expect(subject).toBe(`${launch.identity.name} could not be saved, and is kept`);
    expect(text).toContain(`/sandboxes/${launch.identity.name}`);
    world.fault = null;
  });
});

/** Lets the repetitions of a save that fails run out. */
async function fail(sandbox: Sandbox, world: { ahead_ms: number }): Promise<void> {
  await expect.poll(() => sandbox.journal.nextEffect()?.attempts, { timeout: 20_000 }).toBeGreaterThan(0);
  world.ahead_ms += 61_000;
  await sandbox.alarm();
}
