import type { Broken, Commit } from "./commit.ts";

/** The record's word about the engine is the engine's own. */
export function* truth({ world, account, before, after, events }: Commit): Broken {
  const jail = world.engine.jails.get(after.id);
  if (after.state === "destroyed" && before?.state !== "destroyed" && jail) {
    yield "destroyed, while the engine still has it";
  }
  for (const { type, reason } of events) {
    if (type === "agent_lost" && jail?.agent && jail.generation === after.generation) {
      yield "called lost, while the engine runs it";
    }
    if (
      type === "state_changed" &&
      reason === "the launch command ended" &&
      !account.ended.has(after.generation)
    ) {
      yield "completed because of a command that has not ended in this run";
    }
  }
  if (
    after.state === "running" &&
    before?.state === "provisioning" &&
    jail?.generation !== after.generation
  ) {
    yield `running as generation ${after.generation}, the engine has ${jail?.generation ?? "none"}`;
  }
}
