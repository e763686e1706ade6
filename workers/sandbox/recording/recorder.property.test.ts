/** A recorder whose object crashes, whose storage fails and whose relay lets go, in every order. */
import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import fc from "fast-check";
import { expect, test } from "vitest";
import { type Recording, segmentKey } from "../../domain/terminal/recording.ts";
import { parseCast, shownBy } from "../../testing/casts.ts";
import { HandMadeTerminal } from "../../testing/hand-made-terminal.ts";
import { castOf, newRecording } from "./film.ts";
import { Recorder } from "./recorder.ts";
import { RecordingRows } from "./rows.ts";
import { SegmentStore } from "./segment-store.ts";

const SANDBOX = "s1";

class RowsOfLife extends RecordingRows {
  readonly #crashed: () => boolean;

  constructor(sql: SqlStorage, crashed: () => boolean) {
    super(sql);
    this.#crashed = crashed;
  }

  override put(recording: Recording): void {
    if (!this.#crashed()) super.put(recording);
  }
}

/** One life of the object: nothing that it still has under way counts once it has crashed. */
class Life {
  readonly recorder: Recorder;
  #crashed = false;

  constructor(world: World, recording: Recording) {
    this.recorder = new Recorder(recording, castOf(recording, world.now), {
      rows: new RowsOfLife(world.sql, () => this.#crashed),
      store: new SegmentStore(
        world.bucket(() => this.#crashed),
        () => SANDBOX,
      ),
      tap: (_, tap, offset) =>
        this.#crashed ? new Promise(() => undefined) : world.terminal.tap(tap, offset),
      now: () => world.now,
      over: () => undefined,
      ended: () => undefined,
    });
  }

  crash(): void {
    this.#crashed = true;
  }
}

class World {
  readonly terminal = new HandMadeTerminal();
  readonly objects = new Map<string, Uint8Array>();
  readonly rows: RecordingRows;
  now = 1_700_000_000_000;
  failing = false;
  /** Whether the next segment is stored, and its row lost in a crash. */
  crashesAfterPut = false;
  onCrash: () => void = () => undefined;

  readonly sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.sql = sql;
    this.rows = new RecordingRows(sql);
  }

  bucket(crashed: () => boolean): R2Bucket {
    const put = async (key: string, bytes: Uint8Array) => {
      await Promise.resolve();
      if (crashed()) return new Promise(() => undefined);
      if (this.failing) throw new Error("storage failed");
      this.objects.set(key, bytes);
      if (!this.crashesAfterPut) return undefined;
      this.crashesAfterPut = false;
      this.onCrash();
      return new Promise(() => undefined);
    };
    return { put } as unknown as R2Bucket;
  }

  content({ recording_id, segments }: Recording): string {
    const decoder = new TextDecoder();
    const numbers = Array.from({ length: segments }, (_, index) => index + 1);
    return numbers
      .map((n) => decoder.decode(this.objects.get(segmentKey(SANDBOX, recording_id, n))))
      .join("");
  }
}

const steps = fc.array(
  fc.oneof(
    {
      weight: 5,
      arbitrary: fc.record({ do: fc.constant("write" as const), text: fc.string({ unit: "binary" }) }),
    },
    fc.record({ do: fc.constant("cut_character" as const), at: fc.nat(3) }),
    fc.record({ do: fc.constant("resize" as const), cols: fc.integer({ min: 1, max: 300 }) }),
    fc.record({ do: fc.constantFrom("flush", "fail", "heal", "crash", "crash_after_put", "let_go") }),
    fc.record({ do: fc.constant("wait" as const), ms: fc.integer({ min: -50, max: 5000 }) }),
  ),
  { maxLength: 30 },
);

test("whatever fails on the way: the file is whole, and shows everything once and in order", async () => {
  const object = env.SANDBOX.get(env.SANDBOX.idFromName(crypto.randomUUID()));
  await runInDurableObject(object, async (_, { storage }) => {
    await fc.assert(
      fc.asyncProperty(steps, async (list) => {
        const world = new World(storage.sql);
        const { terminal } = world;
        const pty = { pty_id: "t1", name: null, title: "bash" } as never;
        const at = { offset: 0, cols: 80, rows: 24 };
        const first = newRecording(pty, { generation: 1, by: "Anna", now: world.now, at });
        world.rows.put(first);
        let life = new Life(world, first);
        const row = () => world.rows.find(first.recording_id)!;
        const crash = () => {
          life.crash();
          terminal.taps.clear();
          life = new Life(world, row());
        };
        let text = "";
        const write = (more: string) => {
          text += more;
          terminal.write(more);
        };
        for (const step of list) {
          switch (step.do) {
            case "write":
              write(step.text);
              break;
            case "cut_character": {
              const bytes = new TextEncoder().encode("😀");
              text += "😀";
              terminal.write(bytes.subarray(0, step.at));
              await life.recorder.flush();
              terminal.write(bytes.subarray(step.at));
              break;
            }
            case "resize":
              terminal.resize(step.cols, 24);
              break;
            case "flush":
              await life.recorder.flush();
              break;
            case "fail":
            case "heal":
              world.failing = step.do === "fail";
              break;
            case "crash":
              crash();
              break;
            case "crash_after_put": {
              if (world.failing) break;
              await expect.poll(() => terminal.taps.size).toBe(1);
              world.onCrash = crash;
              world.crashesAfterPut = true;
              write("x");
              const { recorder } = life;
              void recorder.flush();
              await expect.poll(() => life.recorder !== recorder).toBe(true);
              break;
            }
            case "let_go":
              terminal.close(4500);
              break;
            case "wait":
              world.now += step.ms;
              break;
          }
        }
        world.failing = false;
        await expect.poll(() => terminal.taps.size).toBe(1);
        terminal.end(0);
        await life.recorder.rested;
        expect(row()).toMatchObject({ status: "ended", reason: "exited", offset: terminal.offset });
        const content = world.content(row());
        expect(shownBy(parseCast(content))).toBe(text);
        expect(row().size_bytes).toBe(new TextEncoder().encode(content).byteLength);
      }),
      { numRuns: 60 },
    );
  });
});
