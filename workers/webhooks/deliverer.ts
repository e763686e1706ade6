import type { OutboundOutcome, OutboundRequest } from "../domain/webhooks/outbound.ts";
import { FAILING_MS } from "../domain/webhooks/webhook.ts";
import { nextAttempt } from "../domain/webhooks/webhook-retries.ts";
import type { Attempt, Delivery, Queue } from "./queue.ts";
import type { WebhookSettings } from "./settings.ts";
import { signedHeaders } from "./signed.ts";
import type { Verdict } from "./verdict.ts";
import { verdictOf } from "./verdict.ts";

/**
 * Should this object end while something is under way, the alarm comes back for it after so long, ms. It may be due before
 * an attempt has ended: an alarm never interrupts the one before.
 */
const REAPER_MS = 2_000;
/** After a failure of our own (D1, the local engine), ms. */
const OWN_RETRY_MS = 5_000;
/** Attempts of one run; the alarm goes on with the rest. */
const A_RUN = 50;

export interface DelivererPorts {
  readonly queue: Queue;
  readonly alarm: Pick<DurableObjectStorage, "setAlarm" | "deleteAlarm">;
  readonly now: () => number;
  /** From 0 up to 1. */
  readonly random: () => number;
  /** Null when it was deleted. */
  readonly settings: () => Promise<WebhookSettings | null>;
  /** Throws when the request could not even be made by us. */
  readonly post: (request: OutboundRequest) => Promise<OutboundOutcome>;
  /** Finishes a disabling that is noted; answers when to try again, epoch ms, or null when it is done. */
  readonly finishDisabling: (settings: WebhookSettings) => Promise<number | null>;
}

/**
 * Sends what is due, one at a time and oldest first. Every step is noted before the next: after a crash the alarm goes on,
 * and what was on its way is sent again under the same id.
 */
export class Deliverer {
  readonly #ports: DelivererPorts;
  #running: Promise<void> | null = null;
  #kicked = false;

  constructor(ports: DelivererPorts) {
    this.#ports = ports;
  }

  /** Resolves when nothing is due any more. */
  run(): Promise<void> {
    this.#kicked = true;
    this.#running ??= this.#runAll();
    return this.#running;
  }

  async #runAll(): Promise<void> {
    const { alarm, now } = this.#ports;
    try {
      // Checked and ended in one turn, so that no kick falls in between.
      while (this.#kicked) {
        this.#kicked = false;
        await this.#deliverDue();
      }
    } catch (error) {
      console.warn(`webhook: ${String(error)}; trying again`);
      await alarm.setAlarm(now() + OWN_RETRY_MS);
    } finally {
      this.#running = null;
    }
  }

  async #deliverDue(): Promise<void> {
    const { queue, alarm, now } = this.#ports;
    // Should this object end meanwhile, the alarm comes back for it.
    await alarm.setAlarm(now() + REAPER_MS);
    const again = await this.#someAttempts();
    const due = again === "stop" ? null : queue.nextDue(now(), this.#held);
    const times = [due, typeof again === "number" ? again : null].filter((at) => at !== null);
    if (times.length === 0) await alarm.deleteAlarm();
    else await alarm.setAlarm(Math.min(...times));
  }

  /** `stop`: nothing is to be sent. A number: what is left of a disabling is to be tried again then, epoch ms. */
  async #someAttempts(): Promise<"stop" | "on" | number> {
    const { queue, alarm, now, settings, finishDisabling } = this.#ports;
    for (let count = 0; count < A_RUN; count++) {
      const read = await settings();
      if (!read) {
        queue.erase();
        return "stop";
      }
      if (queue.setting("disabling") !== null) {
        const unfinished = await finishDisabling(read);
        if (unfinished !== null) return unfinished;
        // What was read before is no longer so.
        continue;
      }
      if (read.webhook.disabled_at !== null) return "stop";
      const delivery = queue.next(now(), this.#held);
      if (!delivery) return "on";
      await alarm.setAlarm(now() + REAPER_MS);
      await this.#attempt(delivery, read);
    }
    return "on";
  }

  async #attempt(delivery: Delivery, { webhook, secrets }: WebhookSettings): Promise<void> {
    const { now, post } = this.#ports;
    const at = now();
    const { event_id, payload } = delivery;
    const headers = signedHeaders(event_id, payload, secrets, at);
    const verdict = verdictOf(await post({ url: webhook.url, headers, body: payload }));
    this.#note(delivery, verdict, at);
  }

  #note(delivery: Delivery, { gone, ...verdict }: Verdict, at: number): void {
    const { queue, now, random } = this.#ports;
    const attempt: Attempt = { ...verdict, at, duration_ms: now() - at };
    if (verdict.problem === null) {
      queue.attempted(delivery, attempt, { status: "succeeded" }, () => {
        queue.putSetting("streak", null);
        queue.putSetting("failing_since", null);
      });
      return;
    }
    const next = gone ? null : nextAttempt(delivery.attempts + 1, now(), random());
    queue.attempted(delivery, attempt, next === null ? { status: "failed" } : { next }, () => {
      const since = Number(queue.setting("failing_since") ?? at);
      queue.putSetting("failing_since", String(since));
      queue.putSetting("streak", String(this.#streak + 1));
      if (gone) queue.putSetting("disabling", JSON.stringify({ reason: "gone", at }));
      else if (at - since >= FAILING_MS)
        queue.putSetting("disabling", JSON.stringify({ reason: "failing", at }));
    });
  }

  /** Attempts that have failed since the last that succeeded. */
  get #streak(): number {
    return Number(this.#ports.queue.setting("streak") ?? 0);
  }

  /** The endpoint has failed for the first time since it was well. */
  get #held(): boolean {
    return this.#streak === 1;
  }
}
