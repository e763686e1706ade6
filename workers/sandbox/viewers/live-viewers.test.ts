import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import type { LiveMessage } from "../../domain/sandbox/bodies.ts";
import { colourOf } from "../../domain/sharing/presence.ts";
import { person } from "../../testing/terminal-viewer.ts";
import { LiveViewers } from "./live-viewers.ts";

test("who looks at a page is known to an object that has slept: it is kept with the sockets", async () => {
  await runInDurableObject(env.SANDBOX.get(env.SANDBOX.newUniqueId()), async (_, state) => {
    const open = (viewers: LiveViewers, name: string) => {
      const { 0: client, 1: server } = new WebSocketPair();
      const seen: LiveMessage[] = [];
      viewers.accept(server, person(name), []);
      client.accept();
      client.addEventListener("message", ({ data }) => {
        seen.push(JSON.parse(String(data)) as LiveMessage);
      });
      return { client, server, seen };
    };
    const colour = (name: string) => colourOf(person(name).actor.id, []);
    const anna = open(new LiveViewers(state), "Anna");
    await expect.poll(() => anna.seen.at(-1)).toMatchObject({ count: 1 });
    // Another instance of the object: nothing but the sockets is left of the first.
    const woken = new LiveViewers(state);
    const again = open(woken, "Anna");
    const bert = open(woken, "Bert");
    await expect
      .poll(() => anna.seen.at(-1))
      .toMatchObject({
        type: "presence",
        count: 3,
        viewers: [
          { seat: 1, name: "Anna", colour: colour("Anna") },
          { seat: 2, name: "Anna", colour: colour("Anna") },
          { seat: 3, name: "Bert", colour: colour("Bert") },
        ],
      });
    bert.client.close(1000, "done");
    woken.left(bert.server);
    await expect.poll(() => again.seen.at(-1)).toMatchObject({ count: 2 });
  });
});
