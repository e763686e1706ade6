import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { DELIVERIES_KEPT, TEST_EVENT, WEBHOOK_EVENTS, WEBHOOKS_MAX } from "./webhook.ts";
import { RETRY_WAITS_MS } from "./webhook-retries.ts";

test("docs/webhooks.md names every type of event, and the figures as they are", () => {
  const text = readFileSync(new URL("../../../docs/webhooks.md", import.meta.url), "utf8").replaceAll(
    "\n",
    " ",
  );
  const documented = [...text.matchAll(/\| `([a-z]+\.[a-z_]+)` \|/g)].map(([, type]) => type);
  expect(documented.sort()).toEqual([...WEBHOOK_EVENTS, TEST_EVENT].sort());
  const words = RETRY_WAITS_MS.map((wait) =>
    wait < 60_000 ? `${wait / 1000} s` : wait < 3_600_000 ? `${wait / 60_000} min` : `${wait / 3_600_000} h`,
  );
  expect(text).toContain(`${words.slice(0, -1).join(", ")} and ${words.at(-1)}`);
  expect(text).toContain(`last ${DELIVERIES_KEPT.toLocaleString("en")} ended deliveries`);
  expect(text).toContain(`at most ${WEBHOOKS_MAX}.`);
});
