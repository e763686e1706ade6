import { DurableObject } from "cloudflare:workers";
import { ok, type Result, refuse } from "../domain/refusal.ts";
import type { Announcement } from "../domain/webhooks/announcement.ts";
import type { DeliveryBody, DeliveryPage, WebhookEvent, WebhookHealth } from "../domain/webhooks/webhook.ts";
import { senderFor } from "../mail/select.ts";
import { outboundFor } from "../outbound/select.ts";
import { deliveryBody, deliveryDetailBody, deliveryNumber, iso } from "./bodies.ts";
import type { DeliveryFilter, WebhookApi } from "./contract.ts";
import { Deliverer } from "./deliverer.ts";
import { finishDisabling } from "./disabling.ts";
import { Queue } from "./queue.ts";
import { readSettings, type WebhookSettings } from "./settings.ts";

/** Deliveries that health shows. */
const RECENT = 40;

/** One webhook's Durable Object: its queue and history, and nothing that another webhook waits for. */
export class WebhookObject extends DurableObject<Env> implements WebhookApi {
  readonly #queue: Queue;
  readonly #deliverer: Deliverer;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    const now = () => Date.now();
    const outbound = outboundFor(env);
    const origin = env.PUBLIC_URL.replace(/\/$/, "");
    const queue = new Queue(ctx.storage);
    const disabling = { queue, db: env.DB, sender: senderFor(env, now), origin, now };
    this.#queue = queue;
    this.#deliverer = new Deliverer({
      queue,
      alarm: ctx.storage,
      now,
      random: Math.random,
      settings: () => this.#settings(now()),
      post: (request) => outbound.post(request),
      finishDisabling: (settings) => finishDisabling(settings, disabling),
    });
  }

  async take(webhook_id: string, announcements: readonly Announcement[]): Promise<void> {
    this.#queue.putSetting("webhook_id", webhook_id);
    this.#queue.take(announcements, Date.now());
    await this.#wake();
  }

  async send(webhook_id: string, event: WebhookEvent): Promise<DeliveryBody> {
    this.#queue.putSetting("webhook_id", webhook_id);
    const delivery = this.#queue.add(event, Date.now());
    await this.#wake();
    return deliveryBody(delivery, null);
  }

  async replay(delivery_id: string): Promise<DeliveryBody | null> {
    const found = this.#find(delivery_id);
    if (!found) return null;
    const now = Date.now();
    if (found.status === "waiting") this.#queue.due(found.id, now);
    const delivery = found.status === "waiting" ? { ...found, due_at: now } : this.#queue.replay(found, now);
    await this.#wake();
    return deliveryBody(delivery, this.#queue.lastAttempt(delivery.id));
  }

  async deliveries({ failed, cursor, limit }: DeliveryFilter): Promise<Result<DeliveryPage>> {
    const before = cursor === undefined ? Number.MAX_SAFE_INTEGER : deliveryNumber(cursor);
    if (before === null) return refuse(INVALID_CURSOR);
    const rows = this.#queue.page({ failed, before, limit: limit + 1 });
    const items = rows.slice(0, limit).map((row) => deliveryBody(row, this.#queue.lastAttempt(row.id)));
    return ok({ items, next_cursor: rows.length > limit ? (items.at(-1)?.delivery_id ?? null) : null });
  }

  async delivery(delivery_id: string) {
    const found = this.#find(delivery_id);
    return found && deliveryDetailBody(found, this.#queue.attempts(found.id));
  }

  async health(): Promise<WebhookHealth> {
    const last = this.#queue.newestAttempt();
    const failing_since = this.#queue.setting("failing_since");
    const recent = this.#queue.page({ failed: false, before: Number.MAX_SAFE_INTEGER, limit: RECENT });
    return {
      last_delivery: last && { at: iso(last.at), succeeded: last.problem === null },
      failing_since: failing_since === null ? null : iso(Number(failing_since)),
      waiting: this.#queue.waiting(),
      recent: recent.reverse().map(({ status }) => status),
    };
  }

  async changed(webhook_id: string): Promise<void> {
    this.#queue.putSetting("webhook_id", webhook_id);
    // Whoever enables it again, or names another address, gives it a new beginning.
    for (const key of ["failing_since", "streak", "disabling"]) this.#queue.putSetting(key, null);
    await this.#wake();
  }

  async forget(): Promise<void> {
    this.#queue.erase();
    await this.ctx.storage.deleteAlarm();
  }

  override async alarm(): Promise<void> {
    await this.#deliverer.run();
  }

  /** At once, and by the alarm should this object end before. */
  async #wake(): Promise<void> {
    await this.ctx.storage.setAlarm(Date.now());
  }

  #find(delivery_id: string) {
    const number = deliveryNumber(delivery_id);
    return number === null ? null : this.#queue.find(number);
  }

  async #settings(now: number): Promise<WebhookSettings | null> {
    const id = this.#queue.setting("webhook_id");
    return id === null ? null : readSettings(this.env, id, now);
  }
}

const INVALID_CURSOR = {
  reason_code: "invalid_cursor",
  message: "This cursor was not given out by this list.",
  retryable: false,
  next_step: "Begin again without a cursor.",
  field: "cursor",
} as const;
