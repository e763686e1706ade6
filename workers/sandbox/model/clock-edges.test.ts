import { afterEach, expect, test } from "vitest";
import type { PolicySettings } from "../../domain/policy/policy-settings.ts";
import { ok } from "../../domain/refusal.ts";
import type { Clock } from "../../domain/sandbox.ts";
import { ANNA, Stage } from "./stage.ts";

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

let stage: Stage;
afterEach(() => stage.close());

interface Edge {
  readonly clock: Clock;
  readonly policy: Partial<PolicySettings>;
  /** Brings it to where the clock starts; answers when it ends. */
  readonly start: () => Promise<number>;
  /** Before its end: when people are warned. */
  readonly lead: number;
  readonly acted: () => boolean;
}

const tornDown = () => stage.record.state === "destroyed";

const EDGES: readonly Edge[] = [
  {
    clock: "idle",
    policy: { idle_timeout_minutes: 30 },
    start: async () => stage.agent!.last_at + 30 * MINUTE,
    lead: 5 * MINUTE,
    acted: tornDown,
  },
  {
    clock: "completed",
    policy: { idle_timeout_minutes: 30, completed_retention_minutes: 60 },
    start: async () => {
      await stage.ask((api) => api.complete({ actor: ANNA, exit_code: 0 }));
      return stage.record.completion!.at + 60 * MINUTE;
    },
    lead: 10 * MINUTE,
    acted: tornDown,
  },
  {
    clock: "max_lifetime",
    policy: { idle_timeout_minutes: 0, max_lifetime_hours: 3 },
    start: async () => stage.record.started_at! + 3 * HOUR,
    lead: HOUR,
    acted: tornDown,
  },
  {
    clock: "archive_retention",
    policy: { archive_retention_days: 30 },
    start: async () => {
      await stage.ask((api) =>
        api.teardown({ operation_id: "op", actor: ANNA, force: false, discard: false }),
      );
      return stage.record.destroyed_at! + 30 * DAY;
    },
    lead: 3 * DAY,
    acted: () => stage.gone,
  },
];

/** What has passed already when people are not yet warned, and the notice that it must give all the same. */
const SHORTENED: Readonly<Record<Clock, { policy: Partial<PolicySettings>; notice: number }>> = {
  idle: { policy: { idle_timeout_minutes: 2 }, notice: MINUTE },
  completed: { policy: { completed_retention_minutes: 2 }, notice: MINUTE },
  max_lifetime: { policy: { max_lifetime_hours: 1 }, notice: 5 * MINUTE },
  archive_retention: { policy: { archive_retention_days: 2 }, notice: DAY },
};

const LENGTHENED: Partial<PolicySettings> = {
  idle_timeout_minutes: 300,
  completed_retention_minutes: 300,
  max_lifetime_hours: 30,
  archive_retention_days: 300,
};

/** An admin's change, told to the sandbox as the service does. */
async function change(policy: Partial<PolicySettings>): Promise<void> {
  stage.world.changePolicy(policy);
  await stage.ask(async (api) => ok(await api.poke()));
  await stage.cron();
}

/** To that moment, and what the alarms and the cron do in it. */
async function at(moment: number): Promise<void> {
  await stage.until(moment);
  await stage.cron();
}

test.each(EDGES)("$clock: warns at its lead, acts at its end, neither a second before", async (edge) => {
  stage = await Stage.open(edge.policy);
  const end = await edge.start();
  await at(end - edge.lead - SECOND);
  expect(stage.record.notice).toBeNull();
  await at(end - edge.lead);
  expect(stage.record.notice).toEqual({ reason: edge.clock, at: end, warned_at: end - edge.lead });
  await at(end - SECOND);
  expect(edge.acted()).toBe(false);
  await at(end);
  expect(edge.acted()).toBe(true);
});

test.each(EDGES)(
  "$clock: shortened to what has passed already, it still gives notice before it acts",
  async (edge) => {
    stage = await Stage.open(edge.policy);
    const end = await edge.start();
    const changed_at = end - edge.lead - SECOND;
    await at(changed_at);
    await change({ ...SHORTENED[edge.clock].policy });
    expect(stage.record.notice).toMatchObject({ reason: edge.clock, warned_at: changed_at });
    expect(edge.acted()).toBe(false);
    await at(changed_at + SHORTENED[edge.clock].notice - SECOND);
    expect(edge.acted()).toBe(false);
    await at(changed_at + SHORTENED[edge.clock].notice);
    expect(edge.acted()).toBe(true);
  },
);

test.each(EDGES)(
  "$clock: lengthened a second before its end, it does not act at its old end",
  async (edge) => {
    stage = await Stage.open(edge.policy);
    const end = await edge.start();
    await at(end - edge.lead);
    await at(end - SECOND);
    stage.world.changePolicy(LENGTHENED);
    await at(end);
    expect(edge.acted()).toBe(false);
  },
);

test.each(EDGES)(
  "$clock: an object that is restarted a second before its end acts at its end",
  async (edge) => {
    stage = await Stage.open(edge.policy);
    const end = await edge.start();
    await at(end - edge.lead);
    await at(end - SECOND);
    stage.host.kill();
    await at(end);
    expect(edge.acted()).toBe(true);
  },
);

test.each(["touch", "heartbeat"] as const)(
  "idle: %s a second before its end postpones it by its whole length",
  async (kind) => {
    stage = await Stage.open(EDGES[0]!.policy);
    const end = await EDGES[0]!.start();
    await at(end - SECOND);
    if (kind === "touch") stage.agent!.touch("terminal_input");
    else await stage.ask((api) => api.heartbeat(ANNA));
    await at(end + 30 * MINUTE - 2 * SECOND);
    expect(stage.record.state).toBe("running");
    await at(end + 30 * MINUTE - SECOND);
    expect(stage.record.state).toBe("destroyed");
  },
);

test.each(["idle", "completed"] as const)(
  "%s: kept alive a second before its end, it stays that long and no longer",
  async (clock) => {
    const edge = EDGES.find((candidate) => candidate.clock === clock)!;
    stage = await Stage.open(edge.policy);
    const end = await edge.start();
    await at(end - SECOND);
    await stage.ask((api) => api.keepAlive({ actor: ANNA, minutes: 20 }));
    await at(end - SECOND + 20 * MINUTE - SECOND);
    expect(edge.acted()).toBe(false);
    await at(end - SECOND + 20 * MINUTE);
    expect(edge.acted()).toBe(true);
  },
);

test("max_lifetime: keeping alive and work up to its last second change nothing about its end", async () => {
  const edge = EDGES[2]!;
  stage = await Stage.open(edge.policy);
  const end = await edge.start();
  await at(end - SECOND);
  stage.agent!.touch("terminal_input");
  const kept = await stage.ask((api) => api.keepAlive({ actor: ANNA, minutes: 600 }));
  expect(kept).toMatchObject({ ok: true, value: { keep_until: end } });
  await at(end);
  expect(stage.record.state).toBe("destroyed");
});

test("completed: the idle clock does not run while it is kept to be looked at, and switched off nothing does", async () => {
  const edge = EDGES[1]!;
  stage = await Stage.open(edge.policy);
  const end = await edge.start();
  await at(end - 29 * MINUTE);
  expect(stage.record.state).toBe("completed");
  await change({ auto_teardown: false });
  await at(end + DAY);
  expect(stage.record.state).toBe("completed");
});

test("an export that runs at a clock's end is waited for", async () => {
  const edge = EDGES[0]!;
  stage = await Stage.open(edge.policy);
  const end = await edge.start();
  await at(end - SECOND);
  stage.world.simulation.faults = { storage: 1 };
  await stage.ask((api) => api.export({ operation_id: "ex", actor: ANNA, kind: "archive", source: "live" }));
  await at(end);
  expect(stage.record).toMatchObject({ state: "running", operation: { type: "export" } });
  stage.world.simulation.faults = {};
  await at(end + 2 * MINUTE);
  expect(stage.record.state).toBe("destroyed");
});

test("C18: a heartbeat or keep-alive on one that has ended is refused and revives nothing", async () => {
  stage = await Stage.open(EDGES[0]!.policy);
  await at(await EDGES[0]!.start());
  const { version, generation } = stage.record;
  const heartbeat = await stage.ask((api) => api.heartbeat(ANNA));
  const keep = await stage.ask((api) => api.keepAlive({ actor: ANNA, minutes: 60 }));
  expect(heartbeat).toMatchObject({ ok: false, refusal: { reason_code: "sandbox_expired" } });
  expect(keep).toMatchObject({ ok: false, refusal: { reason_code: "sandbox_expired" } });
  await stage.until(stage.world.simulation.now + HOUR);
  expect(stage.record).toMatchObject({ state: "destroyed", version, generation });
  expect(stage.world.engine.jails.size).toBe(0);
});
