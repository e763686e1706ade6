import { expect, test } from "vitest";
import { openedAfterClash, openedWebhook, webhookChange } from "./webhook-change.ts";
import type { WebhookText } from "./webhook-fields.tsx";

const opened: WebhookText = {
  url: "https://a.example",
  description: "Deploys",
  events: ["export.succeeded", "sandbox.deleted"],
};
const change = (typed: Partial<WebhookText>, now: Partial<WebhookText> = {}) =>
  webhookChange(opened, { ...opened, ...typed }, { ...opened, ...now });

test("what nobody touched is not sent", () => {
  expect(change({})).toEqual({ ok: true, value: {} });
  expect(change({}, { url: "https://b.example", events: ["export.failed"] })).toEqual({
    ok: true,
    value: {},
  });
});

test("what one changes and what another changed meanwhile both hold", () => {
  expect(change({ description: "Mine" }, { url: "https://b.example" })).toEqual({
    ok: true,
    value: { description: "Mine" },
  });
  const theirs = ["sandbox.deleted", "export.succeeded", "export.failed"] as const;
  const { value } = change({ events: ["export.succeeded"] }, { events: theirs }) as {
    value: WebhookText;
  };
  expect([...value.events].sort()).toEqual(["export.failed", "export.succeeded"]);
});

test("the same changed to two ends is refused; to one end it is not", () => {
  expect(change({ url: "https://c.example" }, { url: "https://b.example" })).toMatchObject({
    ok: false,
    refusal: { reason_code: "changed_meanwhile" },
  });
  expect(change({ url: "https://b.example" }, { url: "https://b.example" }).ok).toBe(true);
});

test("sent again after a clash, it sets what was entered and still leaves the rest", () => {
  const typed = { ...opened, url: "https://c.example" };
  const now: WebhookText = { url: "https://b.example", description: "Theirs", events: ["export.failed"] };
  expect(webhookChange(openedAfterClash(opened, typed, now), typed, now)).toEqual({
    ok: true,
    value: { url: "https://c.example" },
  });
});

test("no event at all is sent, to be refused", () => {
  expect(change({ events: [] })).toEqual({ ok: true, value: { events: [] } });
});

test("what the form was opened with comes back as it was; anything else is null", () => {
  expect(openedWebhook(JSON.stringify(opened))).toMatchObject({ ...opened, events: expect.any(Array) });
  for (const wrong of [null, "", "{", "null", "[]", '{"url":1}']) expect(openedWebhook(wrong)).toBeNull();
});
