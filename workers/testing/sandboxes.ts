/** Real sandboxes for tests inside workerd: launched through their Durable Object, in the real local engine. */
import { env } from "cloudflare:workers";
import type { Actor } from "../domain/sandbox.ts";
import { AgentClient } from "../engines/agent-client.ts";
import type { SandboxEngine } from "../engines/engine.ts";
import { engineFor } from "../engines/select.ts";
import type { LaunchSpec } from "../sandbox/contract.ts";
import { type SandboxStub, sandboxStub } from "../services/sandboxes/sandbox-stub.ts";
import { makeTeam } from "./rows.ts";

export const ANNA: Actor = { kind: "user", id: "u1", label: "Anna" };

export function engine(): SandboxEngine {
  const selected = engineFor(env);
  if (!selected.ok) throw new Error(selected.refusal.message);
  return selected.value;
}

/** A launch of an empty sandbox, with what `changes` says instead. */
export async function launchSpec(
  changes: Partial<LaunchSpec> & { template?: string } = {},
): Promise<LaunchSpec> {
  const { template = "empty", ...rest } = changes;
  const id = `s-${crypto.randomUUID().slice(0, 13)}`;
  const { team_id, user_id } = await makeTeam();
  return {
    operation_id: crypto.randomUUID(),
    actor: ANNA,
    identity: {
      id,
      team_id,
      owner: { user_id, name: "Anna" },
      name: id,
      repository: null,
      ref: null,
      template,
      profile: "small",
      created_at: Date.now(),
    },
    command: null,
    env: {},
    limits: { cpus: 1, memory_bytes: 512 * 1024 * 1024, disk_bytes: 1024 ** 3, pids: 256 },
    image: "default",
    idle_timeout_minutes: null,
    local_repository: null,
    ...rest,
  };
}

export function stubOf(launch: LaunchSpec): SandboxStub {
  return sandboxStub(env, launch.identity.id);
}

/** Launches and waits until the operation ends; throws its outcome unless it succeeded. */
export async function bringUp(launch: LaunchSpec) {
  const stub = stubOf(launch);
  const accepted = await stub.launch(launch);
  if (!accepted.ok) throw new Error(accepted.refusal.message);
  const outcome = await stub.waitForOperation(launch.operation_id, 30_000);
  if (outcome?.status !== "succeeded") throw new Error(JSON.stringify(outcome));
  return stub;
}

export function agentOf(launch: LaunchSpec, generation: number): AgentClient {
  return new AgentClient(engine().agent(launch.identity.id, generation), generation);
}

/** What the engine says of it: running, stopped or absent. */
export async function engineState(launch: LaunchSpec): Promise<string> {
  return (await engine().status(launch.identity.id)).state;
}

/** Leaves nothing of it in the engine. */
export async function discard(launch: LaunchSpec): Promise<void> {
  const operation_id = crypto.randomUUID();
  await stubOf(launch).teardown({ operation_id, actor: ANNA, force: true, discard: true });
  await stubOf(launch).waitForOperation(operation_id, 30_000);
}
