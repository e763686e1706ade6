/** One recorder on a hand-made terminal and real storage that can be made to fail. */
import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { OUTPUT_WINDOW } from "../../domain/protocol.ts";
import type { Recording } from "../../domain/terminal/recording.ts";
import { marksOf, parseCast, shownBy } from "../../testing/casts.ts";
import { HandMadeTerminal } from "../../testing/hand-made-terminal.ts";
import { castOf, newRecording } from "./film.ts";
import { PATIENCE_MS, Recorder } from "./recorder.ts";
import { RecordingRows } from "./rows.ts";
import { SegmentStore } from "./segment-store.ts";

class Studio {
  readonly terminal = new HandMadeTerminal();
  readonly id = `s-${crypto.randomUUID()}`;
  readonly told: string[] = [];
  readonly rows: RecordingRows;
  readonly store: SegmentStore;
  now = 1_700_000_000_000;
  failing = false;
  /** Called with each segment on its way, before it is stored. */
  onPut: (key: string) => void = () => undefined;

  constructor(sql: SqlStorage) {
    this.rows = new RecordingRows(sql);
    const put = async (key: string, bytes: Uint8Array) => {
      this.onPut(key);
      if (this.failing) throw new Error("storage failed");
      return env.STORE.put(key, bytes);
    };
    const get = (key: string) => env.STORE.get(key);
    this.store = new SegmentStore({ put, get } as unknown as R2Bucket, () => this.id);
  }

  begin(): Recorder {
    const { cols, rows } = this.terminal;
    const at = { offset: 0, cols, rows };
    const pty = { pty_id: "t1", name: null, title: "bash" } as never;
    return this.resume(newRecording(pty, { generation: 1, by: "Anna", now: this.now, at }));
  }

  /** As after a restart: only what the row says is known. */
  resume(recording: Recording): Recorder {
    this.rows.put(recording);
    return new Recorder(recording, castOf(recording, this.now), {
      rows: this.rows,
      store: this.store,
      tap: (_, tap, offset) => this.terminal.tap(tap, offset),
      now: () => this.now,
      over: () => this.told.push("over"),
      ended: () => this.told.push("ended"),
    });
  }

  row(recorder: Recorder): Recording {
    const row = this.rows.find(recorder.recording.recording_id);
    if (!row) throw new Error("the recording has no row");
    return row;
  }

  async cast(recorder: Recorder) {
    return parseCast(await new Response(this.store.content(this.row(recorder))).text());
  }
}

async function withStudio(work: (studio: Studio) => Promise<void>): Promise<void> {
  const object = env.SANDBOX.get(env.SANDBOX.idFromName(crypto.randomUUID()));
  await runInDurableObject(object, async (_, { storage }) => work(new Studio(storage.sql)));
}

test("everything that a terminal shows is stored once, in order, until its program exits", async () => {
  await withStudio(async (studio) => {
    const { terminal } = studio;
    const recorder = studio.begin();
    terminal.write("one ");
    studio.now += 1500;
    terminal.resize(100, 30);
    terminal.write("two €");
    terminal.end(0);
    await recorder.rested;
    const row = studio.row(recorder);
    expect(row).toMatchObject({ status: "ended", reason: "exited", segments: 1, offset: terminal.offset });
    expect(row).toMatchObject({ duration_ms: 1500, cols: 80, rows: 24 });
    const { header, events } = await studio.cast(recorder);
    expect(header).toMatchObject({ width: 80, height: 24, timestamp: 1_700_000_000, title: "bash" });
    expect(events).toEqual([
      [0, "o", "one "],
      [1.5, "r", "100x30"],
      [1.5, "o", "two €"],
    ]);
    expect(studio.told).toEqual(["over", "ended"]);
    expect(terminal.taps.size).toBe(0);
  });
});

test("the terminal is acknowledged only what is stored", async () => {
  await withStudio(async (studio) => {
    const { terminal } = studio;
    const recorder = studio.begin();
    terminal.write("a".repeat(1000));
    studio.onPut = () => expect(terminal.acked).toBe(0);
    await recorder.flush();
    expect(terminal.acked).toBe(1000);
    studio.onPut = () => expect(terminal.acked).toBe(1000);
    studio.failing = true;
    terminal.write("b");
    await recorder.flush();
    expect(terminal.acked).toBe(1000);
    studio.failing = false;
    await recorder.flush();
    expect(terminal.acked).toBe(1001);
    recorder.end("stopped");
    await recorder.rested;
  });
});

test("a crash between a segment's write and its row: nothing is lost and nothing comes twice", async () => {
  await withStudio(async (studio) => {
    const { terminal } = studio;
    const first = studio.begin();
    terminal.write("stored ");
    await first.flush();
    const asStored = studio.row(first);
    terminal.write("written, but not committed ");
    await first.flush();
    terminal.taps.clear();
    // What the object then knows is the row of before.
    studio.now += 60_000;
    terminal.write("meanwhile ");
    const second = studio.resume(asStored);
    expect(terminal.joined.at(-1)).toBe("stored ".length);
    terminal.write("end");
    terminal.end(0);
    await second.rested;
    const cast = await studio.cast(second);
    expect(shownBy(cast)).toBe("stored written, but not committed meanwhile end");
    expect(marksOf(cast)).toEqual(["The product was restarted; the recording goes on"]);
    expect(studio.row(second).segments).toBe(2);
  });
});

test("the relay lets go: it joins again where it was", async () => {
  await withStudio(async (studio) => {
    const { terminal } = studio;
    const recorder = studio.begin();
    terminal.write("before ");
    terminal.close(4500);
    terminal.write("between ");
    await expect.poll(() => terminal.joined).toEqual([0, "before ".length]);
    terminal.write("after");
    terminal.close(4404);
    await recorder.rested;
    expect(studio.row(recorder)).toMatchObject({ status: "ended", reason: "closed" });
    expect(shownBy(await studio.cast(recorder))).toBe("before between after");
    expect(marksOf(await studio.cast(recorder))).toEqual([]);
  });
});

test("it ends with a program that exited while nobody recorded it", async () => {
  await withStudio(async (studio) => {
    const { terminal } = studio;
    terminal.write("all of it");
    terminal.end(3);
    const recorder = studio.begin();
    await recorder.rested;
    expect(studio.row(recorder)).toMatchObject({ status: "ended", reason: "exited" });
    expect(shownBy(await studio.cast(recorder))).toBe("all of it");
  });
});

test("storage that fails for a while costs nothing", async () => {
  await withStudio(async (studio) => {
    const { terminal } = studio;
    const recorder = studio.begin();
    studio.failing = true;
    terminal.write("a");
    await recorder.flush();
    terminal.write("b");
    studio.now += 10 * PATIENCE_MS;
    await recorder.flush();
    expect(studio.row(recorder)).toMatchObject({ status: "recording", segments: 0 });
    studio.failing = false;
    terminal.end(0);
    await recorder.rested;
    expect(shownBy(await studio.cast(recorder))).toBe("ab");
  });
});

test("storage that keeps failing: the program is held up so long and no longer, and the recording says that it is cut", async () => {
  await withStudio(async (studio) => {
    const { terminal } = studio;
    const recorder = studio.begin();
    terminal.write("stored");
    await recorder.flush();
    studio.failing = true;
    terminal.write("x".repeat(600 * 1024));
    await recorder.flush();
    expect(studio.row(recorder).status).toBe("recording");
    studio.now += PATIENCE_MS;
    await recorder.rested;
    expect(studio.row(recorder)).toMatchObject({ status: "cut", reason: "storage_failed", segments: 1 });
    expect(studio.told).toEqual(["over", "ended"]);
    expect(terminal.taps.size).toBe(0);
    expect(shownBy(await studio.cast(recorder))).toBe("stored");
  });
});

test("it is cut also where the agent sends as little ahead as it ever does", async () => {
  await withStudio(async (studio) => {
    const recorder = studio.begin();
    studio.failing = true;
    // The last step of what was stored before is not acknowledged yet.
    studio.terminal.write("x".repeat(OUTPUT_WINDOW.smallest - 32 * 1024));
    await recorder.flush();
    studio.now += PATIENCE_MS;
    await recorder.rested;
    expect(studio.row(recorder)).toMatchObject({ status: "cut", reason: "storage_failed" });
  });
});

test("an end that can't be stored is given up, and says so", async () => {
  await withStudio(async (studio) => {
    const recorder = studio.begin();
    studio.terminal.write("a");
    studio.failing = true;
    studio.terminal.end(0);
    await recorder.flush();
    studio.now += PATIENCE_MS;
    await recorder.rested;
    expect(studio.row(recorder)).toMatchObject({ status: "cut", reason: "storage_failed", segments: 0 });
    expect(studio.told).toEqual(["over", "ended"]);
  });
});

test("a recording ends visibly when it is as large as one may be", async () => {
  await withStudio(async (studio) => {
    const first = studio.begin();
    studio.terminal.write("a");
    await first.flush();
    studio.terminal.taps.clear();
    const large = { ...studio.row(first), size_bytes: 256 * 1024 * 1024 - 10 };
    const recorder = studio.resume(large);
    studio.terminal.write("the last");
    await recorder.rested;
    expect(studio.row(recorder)).toMatchObject({ status: "cut", reason: "limit" });
  });
});
