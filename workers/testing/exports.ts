/** Sandboxes that are launched from a host repository, what they export, and what a clean clone makes of it. */
import { env } from "cloudflare:workers";
import { expect, inject } from "vitest";
import type { ExportRecord } from "../domain/sandbox.ts";
import { AgentClient } from "../engines/agent-client.ts";
import type { ExportRequest, LaunchSpec } from "../sandbox/contract.ts";
import { ANNA, bringUp, engine, launchSpec, stubOf } from "./sandboxes.ts";

declare module "vitest" {
  interface ProvidedContext {
    readonly repositoryRoot: string;
  }
}

export const LIMITS = { cpus: 1, memory_bytes: 512 * 1024 * 1024, disk_bytes: 1024 ** 3, pids: 256 };

export function repositoryPath(name: string): string {
  return `${inject("repositoryRoot")}/${name}`;
}

/** A running sandbox that was launched from that repository. */
export async function launchFrom(name: string, changes: Partial<LaunchSpec> = {}): Promise<LaunchSpec> {
  const path = repositoryPath(name);
  const spec = await launchSpec(changes);
  const launch = {
    ...spec,
    identity: { ...spec.identity, repository: `file://${path}`, template: null },
    local_repository: path,
  };
  await bringUp(launch);
  return launch;
}

/** Runs a script of bash; answers what it prints, and fails unless it succeeds. */
export async function bash(agent: AgentClient, script: string, stdin?: Uint8Array): Promise<string> {
  const request = { exec_id: crypto.randomUUID(), argv: ["/bin/bash", "-euc", script], timeout_ms: 60_000 };
  const result = await agent.run(request, stdin ? { stdin } : {});
  if (result.exit_code !== 0) throw new Error(new TextDecoder().decode(result.stderr));
  return new TextDecoder("latin1").decode(result.stdout);
}

/** A sandbox that no record knows, for looking at a repository as anybody would; gone afterwards. */
export async function withClone<T>(name: string, work: (agent: AgentClient) => Promise<T>): Promise<T> {
  const id = `look-${crypto.randomUUID().slice(0, 8)}`;
  await engine().start(id, 1, {
    limits: LIMITS,
    image: "default",
    workspace: "fresh",
    local_repository: repositoryPath(name),
    egress: { mode: "none" },
  });
  try {
    const agent = new AgentClient(engine().agent(id, 1), 1);
    await bash(agent, "git clone -q /run/sandbar/repository.git .");
    return await work(agent);
  } finally {
    await engine().destroy(id);
  }
}

export async function save(launch: LaunchSpec): Promise<void> {
  const operation_id = crypto.randomUUID();
  await stubOf(launch).save({ operation_id, actor: ANNA });
  const outcome = await stubOf(launch).waitForOperation(operation_id, 60_000);
  expect(outcome).toMatchObject({ status: "succeeded" });
}

/** Saves, and leaves nothing in the engine. */
export async function archive(launch: LaunchSpec): Promise<void> {
  const operation_id = crypto.randomUUID();
  await stubOf(launch).teardown({ operation_id, actor: ANNA, force: true, discard: false });
  const outcome = await stubOf(launch).waitForOperation(operation_id, 60_000);
  expect(outcome).toMatchObject({ status: "succeeded" });
}

/** Exports, waits for its end, and sees that the engine has no scratch sandbox left, however it ended. */
export async function exported(
  launch: LaunchSpec,
  what: Pick<ExportRequest, "kind"> & Partial<ExportRequest>,
): Promise<ExportRecord> {
  const stub = stubOf(launch);
  const request = { operation_id: crypto.randomUUID(), actor: ANNA, source: "checkpoint", ...what } as const;
  const accepted = await stub.export(request);
  if (!accepted.ok) throw new Error(accepted.refusal.message);
  await stub.waitForOperation(request.operation_id, 120_000);
  expect(await engine().status(`${launch.identity.id}-ex`)).toEqual({ state: "absent" });
  const made = (await stub.exports()).find(({ export_id }) => export_id === accepted.value.export_id);
  if (!made) throw new Error("the export is not listed");
  return made;
}

export async function storedBytes({ object_key }: ExportRecord): Promise<Uint8Array> {
  const object = await env.STORE.get(object_key ?? "");
  if (!object) throw new Error(`${object_key} is not stored`);
  return new Uint8Array(await object.arrayBuffer());
}
