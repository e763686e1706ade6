import { expect, test, vi } from "vitest";
import { firstFailure } from "../search.ts";

/** Pitfall C2: a teardown is content with the checkpoint that there is. */
vi.mock("../../../domain/lifecycle/request.ts", async (original) => {
  const request = await original<typeof import("../../../domain/lifecycle/request.ts")>();
  const teardown: typeof request.teardown = (record, command, now) => {
    const saved = record.checkpoint?.generation === record.generation && record.state === "running";
    return request.teardown(record, saved ? { ...command, discard: true } : command, now);
  };
  return { ...request, teardown };
});

// The discard that it pretends is hidden, as such a bug would hide it.
vi.mock("../../../domain/lifecycle/draft.ts", async (original) => {
  const draft = await original<typeof import("../../../domain/lifecycle/draft.ts")>();
  class Draft extends draft.Draft {
    override emit(...[type, data, more]: Parameters<InstanceType<typeof draft.Draft>["emit"]>): this {
      return super.emit(type === "discarded" ? "reused_checkpoint" : type, data, more);
    }
  }
  return { ...draft, Draft };
});

test("planted: a teardown reuses an old checkpoint", async () => {
  expect(await firstFailure(1, 2_000)).toMatch(/was removed with unsaved work/);
});
