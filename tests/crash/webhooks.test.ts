/** The runtime is killed again and again while sandboxes live, and their webhook still hears everything. */
import { Webhook } from "standardwebhooks";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { EventBody } from "../../workers/domain/sandbox/bodies.ts";
import type { WebhookEvent } from "../../workers/domain/webhooks/webhook.ts";
import { eventually } from "../product/polling.ts";
import { untilGone } from "../product/processes.ts";
import { Product } from "../product/product.ts";
import { type Receiver, startReceiver } from "../webhook-receiver.ts";

let product: Product;
let receiver: Receiver;
beforeAll(async () => {
  receiver = await startReceiver();
  product = await Product.start();
});
afterAll(async () => {
  await product?.dispose();
  await receiver?.close();
});

/** The journal's events that webhooks tell, as their ids end. */
function told({ type, data }: EventBody): boolean {
  const exported = type === "operation_succeeded" && (data as { type?: string }).type === "export";
  return type === "state_changed" || type === "warned" || exported;
}

test("C7: kill -9 while events are on their way: each arrives, in its sandbox's order, and only the deletion is last", async () => {
  const { api } = product;
  const events = ["sandbox.state_changed", "sandbox.teardown_warned", "export.succeeded", "sandbox.deleted"];
  const url = `http://localhost:${receiver.port}/hooks/all`;
  const { secret } = await api.call<{ secret: string }>("POST", "/webhooks", { url, events });
  const names = ["kept", "deleted"];
  await Promise.all(names.map((name) => api.launch({ name })));
  const ids = new Map<string, string>();
  for (const { name, id } of await api.list()) ids.set(name, id);
  await kill();
  const settled = (state: string) =>
    Promise.all(
      names.map((name) => api.until(name, (record) => record.state === state && !record.operation)),
    );
  await settled("running");
  const each = (path: string, body: object) =>
    Promise.all(names.map((name) => api.persist("POST", `/sandboxes/${name}${path}`, body)));
  await each("/exports", { kind: "archive", source: "live" });
  await kill();
  await settled("running");
  await each("/teardown", { force: true });
  await kill();
  await settled("destroyed");
  const journals = new Map<string, EventBody[]>();
  for (const name of names) journals.set(name, await api.events(name));
  // Its journal goes with it, and it still is the last that is heard of it.
  await api.persist("DELETE", "/sandboxes/deleted?confirm=deleted");
  await kill();

  for (const name of names) {
    const id = ids.get(name);
    const expected = journals
      .get(name)!
      .filter(told)
      .map(({ seq }) => `evt_${id}_${seq}`);
    const all = await eventually(`what is told of ${name}`, 90_000, async () => {
      const heard = (await received()).filter(({ event }) => event.sandbox?.id === id);
      const last = heard.at(-1)?.event.type === "sandbox.deleted";
      const distinct = new Set(heard.map(({ event }) => event.id)).size;
      return distinct >= expected.length + (name === "deleted" ? 1 : 0) && (name === "kept" || last) && heard;
    });
    const firsts = [...new Set(all.map(({ event }) => event.id))];
    const deletion = all.find(({ event }) => event.type === "sandbox.deleted")?.event.id;
    expect(firsts).toEqual(deletion ? [...expected, deletion] : expected);
    expect(deletion !== undefined).toBe(name === "deleted");
    for (const { body, headers } of all) new Webhook(secret).verify(body, headers);
  }
}, 300_000);

async function kill(): Promise<void> {
  const pid = product.pid("workerd");
  process.kill(pid, "SIGKILL");
  await untilGone(pid);
  await product.untilHealthy();
}

async function received(): Promise<{ event: WebhookEvent; body: string; headers: Record<string, string> }[]> {
  const answer = await fetch(`http://127.0.0.1:${receiver.port}/received?key=all`);
  const all = (await answer.json()) as { body: string; headers: Record<string, string> }[];
  return all.map((one) => ({ ...one, event: JSON.parse(one.body) as WebhookEvent }));
}
