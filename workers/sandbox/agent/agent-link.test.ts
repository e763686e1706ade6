import { expect, test } from "vitest";
import { agentLegs } from "../../testing/agent-legs.ts";
import { withSandbox } from "../../testing/faulty-storage.ts";

test("a connection to the agent that only looks open is made anew, and one that is cut too", async () => {
  const legs = agentLegs();
  await withSandbox(async (sandbox, world) => {
    const events = () => legs.open.filter(({ path }) => path === "/events");
    await expect.poll(() => events().length).toBe(1);
    const [first] = events();
    first?.silence();
    const look = async () => {
      world.ahead_ms += 60_000;
      await sandbox.alarm();
    };
    // The first look may find that its snapshot was heard.
    await look();
    await look();
    await expect.poll(() => events().some((leg) => leg !== first)).toBe(true);
    const second = events().find((leg) => leg !== first);
    second?.cut();
    await expect.poll(() => events().some((leg) => leg !== first && leg !== second)).toBe(true);
  }, legs.engine);
});
