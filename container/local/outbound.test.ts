/** Requests to addresses that people named: pitfalls of SSRF, against real servers. */

import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Receiver, startReceiver } from "../../tests/webhook-receiver.ts";
import { readAllowedHosts } from "../../workers/domain/webhooks/webhook-url.ts";
import { PUBLIC_INTERNET } from "./egress-policy.ts";
import { type OutboundParts, postOutward } from "./outbound.ts";

let receiver: Receiver;
let connections = 0;
const listener = createServer((socket) => {
  connections++;
  socket.destroy();
});
beforeAll(async () => {
  receiver = await startReceiver();
  await new Promise<void>((resolve) => listener.listen(0, "127.0.0.1", resolve));
});
afterAll(async () => {
  await receiver.close();
  listener.close();
});

const port = () => (listener.address() as AddressInfo).port;
const post = (url: string, parts: Partial<OutboundParts> = {}) =>
  postOutward(
    { url, headers: { "x-test": "1" }, body: "{}" },
    { rules: PUBLIC_INTERNET, allowed: [], ...parts },
  );
const allowed = () => readAllowedHosts(`localhost:${receiver.port}`).hosts;
const toReceiver = (key: string, parts: Partial<OutboundParts> = {}) =>
  post(`http://localhost:${receiver.port}/hooks/${key}`, { allowed: allowed(), ...parts });
const behave = (key: string, list: string) =>
  fetch(`http://127.0.0.1:${receiver.port}/manners?key=${key}&list=${list}`, { method: "PUT" });

describe("nothing on this machine or its networks is connected to", () => {
  test.each([
    "https://127.0.0.1:PORT/",
    "https://2130706433:PORT/",
    "https://0x7f.1:PORT/",
    "https://017700000001:PORT/",
    "https://[::1]:PORT/",
    "https://[::ffff:127.0.0.1]:PORT/",
    "https://[64:ff9b::127.0.0.1]:PORT/",
    "https://localhost:PORT/",
    "https://anything.localhost:PORT/",
    "http://example.com:PORT/",
    "https://user:password@example.com/",
    "https://169.254.169.254/latest/meta-data/",
  ])("%s", async (url) => {
    expect(await post(url.replace("PORT", String(port())))).toMatchObject({ reason_code: "address_refused" });
    expect(connections).toBe(0);
  });

  test.each([
    ["127.0.0.1"],
    ["10.1.2.3"],
    ["::1"],
    ["::ffff:10.0.0.1"],
    ["169.254.169.254"],
    ["8.8.8.8", "192.168.0.1"],
  ])("a public-looking name that means %s", async (...addresses) => {
    const rules = { ...PUBLIC_INTERNET, resolve: async () => addresses };
    const outcome = await post(`https://hooks.example.com:${port()}/`, { rules });
    expect(outcome).toMatchObject({ kind: "failed", reason_code: "address_refused" });
    expect(connections).toBe(0);
  });

  test("a name that means something else when it is asked again is asked only once, and what it said is connected to", async () => {
    const answers = [["203.0.113.7"], ["127.0.0.1"]];
    let asked = 0;
    // As if that range were public: nothing answers there, and nothing here is reached instead.
    const rules = {
      resolve: async () => answers[asked++] ?? [],
      isAllowedAddress: (a: string) => a === "203.0.113.7",
    };
    const outcome = await post(`https://rebinding.example.com:${port()}/`, { rules, timeoutMs: 500 });
    expect(outcome.kind).toBe("failed");
    expect([asked, connections]).toEqual([1, 0]);
  });

  test("a host that the operator named is reached on that port alone", async () => {
    expect(await toReceiver("named")).toMatchObject({ kind: "answered", status: 200 });
    expect(await post(`http://localhost:${port()}/`, { allowed: allowed() })).toMatchObject({
      reason_code: "address_refused",
    });
    expect(connections).toBe(0);
  });
});

describe("an endpoint that behaves badly", () => {
  test("a redirect to where metadata is kept is an answer, and is not followed", async () => {
    await behave("moved", "redirect");
    expect(await toReceiver("moved")).toEqual({ kind: "answered", status: 302, answer: "" });
  });

  test("one that never answers is given up at the deadline", async () => {
    await behave("silent", "silent");
    expect(await toReceiver("silent", { timeoutMs: 300 })).toMatchObject({ reason_code: "timed_out" });
  });

  test("one whose answer never ends has answered, and only its beginning is read", async () => {
    await behave("endless", "endless");
    expect(await toReceiver("endless")).toEqual({ kind: "answered", status: 200, answer: "x".repeat(1024) });
  });

  test("one that drips has answered when the deadline comes", async () => {
    await behave("drip", "drip");
    const outcome = await toReceiver("drip", { timeoutMs: 500 });
    expect(outcome).toMatchObject({ kind: "answered", status: 200, answer: expect.stringMatching(/^\.+$/) });
  });

  test("what is packed is not unpacked", async () => {
    await behave("bomb", "bomb");
    const outcome = await toReceiver("bomb");
    expect(outcome).toMatchObject({ status: 200, answer: expect.stringContaining("content encoding gzip") });
  });

  test("one that hangs up, and one that does not speak TLS", async () => {
    await behave("rude", "hang-up");
    expect(await toReceiver("rude")).toMatchObject({ reason_code: "connection_failed" });
    const https = await post(`https://localhost:${receiver.port}/`, { allowed: allowed() });
    expect(https).toMatchObject({ reason_code: "certificate_refused" });
  });

  test("a name that nobody knows", async () => {
    const rules = { ...PUBLIC_INTERNET, resolve: async () => [] };
    expect(await post("https://nowhere.example.com/", { rules })).toMatchObject({
      reason_code: "host_not_found",
    });
  });
});
