import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { LOG_LIMIT_BYTES, Log } from "./log.ts";

/** A log in the storage of a Durable Object of its own. */
function inFreshStorage(use: (log: Log, sql: SqlStorage) => void): Promise<void> {
  const stub = env.SANDBOX.get(env.SANDBOX.newUniqueId());
  return runInDurableObject(stub, (_, { storage }) => use(new Log(storage.sql), storage.sql));
}

test("R11: the log is bounded; what was dropped shows in first_offset, and what is kept is in order", async () => {
  await inFreshStorage((log) => {
    const chunk = "x".repeat(1023).concat("\n");
    for (let i = 0; i < (LOG_LIMIT_BYTES / 1024) * 2; i++) log.append("task", "stdout", chunk, i);
    const first = log.page(0, 500);
    expect(first.first_offset).toBeGreaterThan(LOG_LIMIT_BYTES / 2);
    expect(first.items[0]?.offset).toBe(first.first_offset);
    let kept = 0;
    let expected = first.first_offset;
    for (let after = 0; ; ) {
      const page = log.page(after, 500);
      if (page.items.length === 0) break;
      for (const entry of page.items) {
        expect(entry.offset).toBe(expected);
        expected = entry.next_offset;
        kept += entry.text.length;
      }
      after = page.next_after;
    }
    expect(expected).toBe(LOG_LIMIT_BYTES * 2);
    expect(kept).toBeLessThanOrEqual(LOG_LIMIT_BYTES);
    expect(kept).toBeGreaterThan(LOG_LIMIT_BYTES / 2);
  });
});

test("offsets count bytes, go on after a restart, and one source can be read alone", async () => {
  await inFreshStorage((log, sql) => {
    log.append("provisioning", "stdout", "häß\n", 1);
    const [entry] = new Log(sql).append("task", "stderr", "später\n", 2);
    expect(entry).toMatchObject({ offset: 6, next_offset: 14 });
    expect(log.page(0, 10, "task").items.map((item) => item.text)).toEqual(["später\n"]);
    expect(log.page(6, 10).items).toHaveLength(1);
    expect(log.page(14, 10)).toEqual({ items: [], next_after: 14, first_offset: 0 });
  });
});

test("C27: a long text is cut into entries without splitting a character", async () => {
  await inFreshStorage((log) => {
    const text = "a".concat("🦀".repeat(9000));
    const entries = log.append("task", "stdout", text, 1);
    expect(entries.length).toBeGreaterThan(1);
    expect(entries.map((entry) => entry.text).join("")).toBe(text);
    for (const entry of entries) expect(entry.text.isWellFormed()).toBe(true);
  });
});
