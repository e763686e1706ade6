/** One webhook's deliveries by a clock that the test moves, to an endpoint whose answers it gives. */
import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { Webhook } from "standardwebhooks";
import { expect, test } from "vitest";
import type { OutboundOutcome, OutboundRequest } from "../domain/webhooks/outbound.ts";
import { DELIVERIES_KEPT, FAILING_MS, TEST_EVENT, type WebhookEvent } from "../domain/webhooks/webhook.ts";
import { RETRY_WAITS_MS } from "../domain/webhooks/webhook-retries.ts";
import { NOW } from "../testing/rows.ts";
import { Deliverer } from "./deliverer.ts";
import { Queue } from "./queue.ts";
import type { WebhookSettings } from "./settings.ts";

const SECRET = `whsec_${btoa("a secret of the tests, long enough")}`;
const OK: OutboundOutcome = { kind: "answered", status: 200, answer: "" };
const BUSY: OutboundOutcome = { kind: "answered", status: 503, answer: "busy" };
const GONE: OutboundOutcome = { kind: "answered", status: 410, answer: "" };
const event = (id: string): WebhookEvent => ({
  id,
  type: TEST_EVENT,
  at: "",
  team_id: "t",
  sandbox: null,
  actor: "Anna",
  data: {},
});

class World {
  now = NOW;
  alarm: number | null = null;
  /** What the endpoint answers next; the last one holds. */
  answers: (OutboundOutcome | Error | Promise<never>)[] = [OK];
  disabled_at: number | null = null;
  exists = true;
  readonly requests: (OutboundRequest & { at: number })[] = [];
  readonly queue: Queue;
  deliverer: Deliverer;

  constructor(storage: DurableObjectStorage) {
    this.queue = new Queue(storage);
    this.deliverer = this.begin();
  }

  /** As after a restart: nothing is left but what is stored. */
  begin(): Deliverer {
    return new Deliverer({
      queue: this.queue,
      alarm: {
        setAlarm: async (at) => {
          this.alarm = Number(at);
        },
        deleteAlarm: async () => {
          this.alarm = null;
        },
      },
      now: () => this.now,
      random: () => 0.5,
      settings: async () => (this.exists ? this.#settings() : null),
      post: async (request) => {
        this.requests.push({ ...request, at: this.now });
        const answer = await (this.answers.length > 1 ? this.answers.shift() : this.answers[0]);
        if (answer instanceof Error) throw answer;
        return answer ?? OK;
      },
      finishDisabling: async () => {
        this.disabled_at = this.now;
        this.queue.putSetting("disabling", null);
        return null;
      },
    });
  }

  #settings(): WebhookSettings {
    const webhook = { url: "https://example.com/", disabled_at: this.disabled_at };
    return { webhook, secrets: [SECRET] } as unknown as WebhookSettings;
  }

  add(...ids: string[]): number[] {
    return ids.map((id) => this.queue.add(event(id), this.now).id);
  }

  get ids(): (string | undefined)[] {
    return this.requests.map(({ headers }) => headers["webhook-id"]);
  }

  /** Lets time pass to the alarm, and rings it. */
  async ring(): Promise<void> {
    this.now = Math.max(this.now, this.alarm ?? this.now);
    await this.deliverer.run();
  }
}

async function inWorld(work: (world: World) => Promise<void>): Promise<void> {
  const object = env.WEBHOOK.get(env.WEBHOOK.newUniqueId());
  await runInDurableObject(object, (_, state) => work(new World(state.storage)));
}

test("a delivery that fails is tried ten times by the recommended schedule, signed anew each time, then is failed", () =>
  inWorld(async (world) => {
    world.answers = [BUSY];
    const [id] = world.add("e1");
    for (let attempt = 0; attempt < 10; attempt++) await world.ring();
    expect(world.alarm).toBeNull();
    const waits = world.requests.slice(1).map(({ at }, index) => at - world.requests[index]!.at);
    expect(waits).toEqual(RETRY_WAITS_MS);
    expect(world.queue.find(id!)).toMatchObject({ status: "failed", attempts: 10, due_at: null });
    expect(world.queue.attempts(id!)).toHaveLength(10);
    expect(new Set(world.requests.map(({ body }) => body)).size).toBe(1);
    const stamps = world.requests.map(({ headers }) => Number(headers["webhook-timestamp"]) * 1000);
    expect(stamps).toEqual(world.requests.map(({ at }) => at));
    for (const { headers, body, at } of world.requests) {
      const signature = new Webhook(SECRET).sign("e1", new Date(at), body);
      expect(headers["webhook-signature"]).toBe(signature);
    }
  }));

test("a moment's failure does not change the order", () =>
  inWorld(async (world) => {
    world.answers = [OK, BUSY, OK];
    world.add("e1", "e2", "e3");
    await world.ring();
    expect(world.ids).toEqual(["e1", "e2"]);
    await world.ring();
    expect(world.ids).toEqual(["e1", "e2", "e2", "e3"]);
    expect(world.queue.setting("failing_since")).toBeNull();
  }));

test("one event that an endpoint can't take holds up no other for longer than that", () =>
  inWorld(async (world) => {
    world.answers = [BUSY, BUSY, OK];
    world.add("poison", "e2", "e3");
    await world.ring();
    await world.ring();
    expect(world.ids).toEqual(["poison", "poison", "e2", "e3"]);
    expect(world.alarm).toBe(world.now + RETRY_WAITS_MS[1]!);
  }));

test("410 ends it and disables; what waited goes out once it is enabled again", () =>
  inWorld(async (world) => {
    world.answers = [GONE, OK];
    const [first] = world.add("e1", "e2");
    await world.ring();
    expect([world.ids, world.disabled_at, world.alarm]).toEqual([["e1"], world.now, null]);
    expect(world.queue.find(first!)).toMatchObject({ status: "failed", attempts: 1 });
    await world.ring();
    expect(world.ids).toEqual(["e1"]);
    world.disabled_at = null;
    world.queue.putSetting("streak", null);
    await world.ring();
    expect(world.ids).toEqual(["e1", "e2"]);
  }));

test("five days of nothing but failures disable it; a success in between begins anew", () =>
  inWorld(async (world) => {
    world.answers = [BUSY];
    const day = 24 * 3_600_000;
    const failFor = async (days: number) => {
      for (
        const end = world.now + days * day;
        world.now < end && world.disabled_at === null;
        world.now += day
      ) {
        world.add(`at ${world.now}`);
        await world.deliverer.run();
      }
    };
    await failFor(5);
    expect(world.disabled_at).toBeNull();
    world.answers = [OK];
    world.add("well again");
    await world.deliverer.run();
    world.answers = [BUSY];
    const since = world.now;
    await failFor(9);
    expect(world.disabled_at! - since).toBe(FAILING_MS);
  }));

test("a failure of our own is no attempt, and is repeated soon", () =>
  inWorld(async (world) => {
    world.answers = [new Error("the engine does not answer"), OK];
    const [id] = world.add("e1");
    await world.ring();
    expect(world.queue.find(id!)).toMatchObject({ status: "waiting", attempts: 0 });
    expect(world.alarm).toBe(world.now + 5_000);
    await world.ring();
    expect(world.queue.find(id!)).toMatchObject({ status: "succeeded", attempts: 1 });
  }));

test("what a crash cut off is sent again under the same id", () =>
  inWorld(async (world) => {
    const [id] = world.add("e1");
    // Cut off after the endpoint had it and before that was noted.
    world.answers = [new Promise<never>(() => {}), OK];
    void world.deliverer.run();
    await expect.poll(() => world.requests.length).toBe(1);
    expect(world.alarm).toBeGreaterThan(world.now);
    world.deliverer = world.begin();
    await world.ring();
    expect(world.ids).toEqual(["e1", "e1"]);
    expect(world.queue.find(id!)).toMatchObject({ status: "succeeded", attempts: 1 });
  }));

test("a full queue drops its oldest, visibly, and history has an end", () =>
  inWorld(async (world) => {
    world.disabled_at = world.now;
    const [oldest] = world.add("oldest");
    for (let index = 0; index < DELIVERIES_KEPT; index++) world.queue.add(event(`e${index}`), world.now);
    expect(world.queue.find(oldest!)).toMatchObject({ status: "dropped", due_at: null });
    expect(world.queue.waiting()).toBe(DELIVERIES_KEPT);
    expect(world.queue.page({ failed: true, before: Number.MAX_SAFE_INTEGER, limit: 5 })).toMatchObject([
      { event_id: "oldest" },
    ]);
  }));

test("a sandbox's event is taken once, however often it is brought", () =>
  inWorld(async (world) => {
    const announcement = (seq: number) => ({ sandbox_id: "s1", seq, event: event(`evt_s1_${seq}`) as never });
    world.queue.take([announcement(3), announcement(5)], world.now);
    world.queue.take([announcement(3), announcement(5), announcement(6)], world.now);
    world.queue.take([{ ...announcement(1), sandbox_id: "s2" }], world.now);
    const all = world.queue.page({ failed: false, before: Number.MAX_SAFE_INTEGER, limit: 10 });
    expect(all.map(({ event_id }) => event_id)).toEqual(["evt_s1_1", "evt_s1_6", "evt_s1_5", "evt_s1_3"]);
  }));

test("deleted, it forgets what was waiting", () =>
  inWorld(async (world) => {
    world.exists = false;
    world.add("e1");
    await world.ring();
    expect([world.requests.length, world.queue.waiting(), world.alarm]).toEqual([0, 0, null]);
  }));
