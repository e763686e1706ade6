import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { storeArchive, verifyArchive } from "./archive-store.ts";

const calm = new AbortController().signal;

function streamOf(chunks: readonly Uint8Array[], failure?: Error): ReadableStream<Uint8Array> {
  let at = 0;
  return new ReadableStream({
    pull(controller) {
      const chunk = chunks[at++];
      if (chunk) controller.enqueue(chunk);
      else if (failure) controller.error(failure);
      else controller.close();
    },
  });
}

async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

test("C1: size and hash are those of the bytes, over several parts of odd sizes", async () => {
  const chunks = Array.from({ length: 9 }, (_, i) => new Uint8Array(2_345_678 + i).fill(i));
  const whole = new Uint8Array(await new Blob(chunks).arrayBuffer());
  const stored = await storeArchive(env.STORE, "odd", streamOf(chunks), calm);
  expect(stored).toEqual({ size_bytes: whole.byteLength, content_sha256: await sha256(whole) });
  expect(await verifyArchive(env.STORE, "odd", stored)).toEqual({ ok: true, value: true });
  const kept = await env.STORE.get("odd");
  expect(await sha256(new Uint8Array(await kept!.arrayBuffer()))).toBe(stored.content_sha256);
});

test("an empty archive is stored and verified too", async () => {
  const stored = await storeArchive(env.STORE, "empty", streamOf([]), calm);
  expect(stored.size_bytes).toBe(0);
  expect(await verifyArchive(env.STORE, "empty", stored)).toMatchObject({ ok: true });
});

test("C1: one altered byte, a shorter object and a missing one are each told apart from a good one", async () => {
  const bytes = new Uint8Array(1000).fill(7);
  const stored = await storeArchive(env.STORE, "good", streamOf([bytes]), calm);
  const altered = bytes.slice();
  altered[500] = 8;
  await env.STORE.put("altered", altered);
  await env.STORE.put("short", bytes.subarray(1));
  const code = async (key: string) => {
    const verified = await verifyArchive(env.STORE, key, stored);
    return verified.ok ? "good" : verified.refusal.reason_code;
  };
  expect(await code("good")).toBe("good");
  expect(await code("altered")).toBe("checkpoint_corrupt");
  expect(await code("short")).toBe("checkpoint_corrupt");
  expect(await code("absent")).toBe("checkpoint_missing");
});

test("a stream that breaks leaves no object", async () => {
  const broken = streamOf([new Uint8Array(9_000_000)], new Error("cut"));
  await expect(storeArchive(env.STORE, "broken", broken, calm)).rejects.toThrow("cut");
  expect(await env.STORE.head("broken")).toBeNull();
});
