import { expect, test } from "vitest";
import { readAllowedHosts } from "../domain/webhooks/webhook-url.ts";
import { DirectOutbound } from "./direct.ts";

/** What was asked of the network, and what it answers. */
function asking(answer: () => Response | Promise<Response>, allowed?: string) {
  const asked: { url: string; init: RequestInit }[] = [];
  const fetcher = (async (url: string, init: RequestInit) => {
    asked.push({ url, init });
    return answer();
  }) as unknown as typeof fetch;
  const outbound = new DirectOutbound(readAllowedHosts(allowed).hosts, fetcher);
  const post = (url: string) => outbound.post({ url, headers: { "webhook-id": "e1" }, body: "{}" });
  return { asked, post };
}

test.each(["https://127.0.0.1/", "https://2852039166/", "http://example.com/", "https://u:p@example.com/"])(
  "%s is not asked at all",
  async (url) => {
    const { asked, post } = asking(() => new Response());
    expect(await post(url)).toMatchObject({ kind: "failed", reason_code: "address_refused" });
    expect(asked).toEqual([]);
  },
);

test("a redirect is the answer, and what is sent is a POST with these headers", async () => {
  const { asked, post } = asking(
    () => new Response(null, { status: 307, headers: { location: "http://10.0.0.1/" } }),
  );
  expect(await post("https://example.com/")).toEqual({ kind: "answered", status: 307, answer: "" });
  expect(asked).toMatchObject([{ init: { method: "POST", redirect: "manual", body: "{}" } }]);
  expect(asked[0]!.init.headers).toMatchObject({ "webhook-id": "e1" });
});

test("of an answer without end only the beginning is read, and it is cancelled", async () => {
  let pulled = 0;
  let cancelled = false;
  const endless = new ReadableStream<Uint8Array>({
    pull(controller) {
      pulled += 16_384;
      controller.enqueue(new Uint8Array(16_384).fill(120));
    },
    cancel() {
      cancelled = true;
    },
  });
  const { post } = asking(() => new Response(endless));
  expect(await post("https://example.com/")).toEqual({
    kind: "answered",
    status: 200,
    answer: "x".repeat(1024),
  });
  expect([cancelled, pulled <= 128 * 1024]).toEqual([true, true]);
});

test("an answer that breaks off has been one; a connection that fails has not", async () => {
  const broken = new ReadableStream<Uint8Array>({
    start(controller) {
      controller.enqueue(new TextEncoder().encode("par"));
    },
    pull: (controller) => controller.error(new Error("reset")),
  });
  expect(await asking(() => new Response(broken)).post("https://example.com/")).toMatchObject({
    status: 200,
  });
  const failing = asking(() => Promise.reject(new TypeError("network")));
  expect(await failing.post("https://example.com/")).toMatchObject({ reason_code: "connection_failed" });
});

test("a host that the operator named may be private", async () => {
  const { post } = asking(() => new Response("hello"), "10.0.0.5:9000");
  expect(await post("http://10.0.0.5:9000/")).toEqual({ kind: "answered", status: 200, answer: "hello" });
});
