/** Puts the engine's parts together. Parameters that tests replace are here, never in the environment. */
import { realpathSync } from "node:fs";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Configuration } from "./configuration.ts";
import { EgressGates } from "./egress-gates.ts";
import { readEgress } from "./egress-log.ts";
import { type EgressRules, PUBLIC_INTERNET } from "./egress-policy.ts";
import { HostState } from "./host-state.ts";
import { type OutboundParts, postOutward } from "./outbound.ts";
import { RecordStore } from "./record-store.ts";
import { RecordsDisk } from "./records-disk.ts";
import { generationMismatch, sandboxAbsent, sandboxStopped } from "./refusals.ts";
import { removeAbandonedBundles, updateRepository } from "./repository-update.ts";
import { findNpmFolder, prepareRuntime } from "./runtime-folder.ts";
import { SandboxFolders } from "./sandbox-folders.ts";
import { Sandboxes } from "./sandboxes.ts";
import { createEngineServer, type EngineApi } from "./server.ts";
import { Starter } from "./starter.ts";
import { Watchdog } from "./watchdog.ts";

export interface EngineParts {
  /** Bundles the agent into one ESM file. */
  readonly buildAgent: (outFile: string) => Promise<void>;
  readonly log: (line: string) => void;
  readonly egressRules?: EgressRules;
}

export interface RunningEngine {
  readonly port: number;
  /** Stops serving; jails live on. */
  close(): Promise<void>;
}

export async function runEngine(configuration: Configuration, parts: EngineParts): Promise<RunningEngine> {
  const { log } = parts;
  const folders = new SandboxFolders(configuration.dataDir);
  const store = new RecordStore(`${folders.dataDir}/records`);
  const host = new HostState(folders.dataDir);
  const rules = parts.egressRules ?? PUBLIC_INTERNET;
  const gates = new EgressGates(rules, configuration.allowHosts);
  const npmFolder = findNpmFolder(process.env, realpathSync);
  const runtime = await prepareRuntime(folders.dataDir, { buildAgent: parts.buildAgent, npmFolder }, () =>
    mountedRuntimes(store),
  );
  const starter = new Starter({
    store,
    folders,
    gates,
    host,
    runtime,
    repositoryRoots: configuration.repositoryRoots,
  });
  const sandboxes = new Sandboxes({ store, folders, gates, starter, host, log });
  await sandboxes.converge();
  await removeAbandonedBundles(host.instance);
  for (const note of host.limits.notes) log(note);
  const problem = await host.problem();
  if (problem !== undefined) log(`${problem.message} ${problem.next_step ?? ""}`);
  const watchdog = new Watchdog(sandboxes, store, folders, host, log);
  watchdog.run();
  const api = engineApi(sandboxes, folders, host, configuration, {
    rules,
    allowed: configuration.webhookHosts,
  });
  const server = createEngineServer(api, configuration.token, log);
  await listen(server, configuration.port);
  return {
    port: (server.address() as AddressInfo).port,
    close: async () => {
      watchdog.stop();
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
      await gates.closeAll();
      folders.close();
    },
  };
}

function engineApi(
  sandboxes: Sandboxes,
  folders: SandboxFolders,
  host: HostState,
  { repositoryRoots: roots, recordsDir }: Configuration,
  outbound: OutboundParts,
): EngineApi {
  const records = recordsDir === undefined ? undefined : new RecordsDisk(recordsDir);
  return {
    health: async () => {
      const problem = await host.problem();
      const records_disk_full = await records?.full();
      return { ok: problem === undefined, engine: "local", limits: host.limits, problem, records_disk_full };
    },
    start: (id, request) => sandboxes.start(id, request),
    status: (id) => sandboxes.status(id),
    list: () => sandboxes.list(),
    destroy: (id) => sandboxes.destroy(id),
    egress: (id) => readEgress(folders.egressLog(id), 500),
    updateRepository: (update, bundle) =>
      updateRepository(update, bundle, { roots, instance: host.instance }),
    post: (request) => postOutward(request, outbound),
    agentSocket: (id, generation) => {
      const status = sandboxes.status(id);
      if (status.generation === undefined) throw sandboxAbsent();
      if (status.generation !== generation) throw generationMismatch(generation, status.generation);
      if (status.state !== "running") throw sandboxStopped(generation);
      return folders.agentSocket(id);
    },
  };
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
}

/** Runtime folders that live jails may have mounted. */
function mountedRuntimes(store: RecordStore): ReadonlySet<string> {
  const live = store.all().filter(({ phase }) => phase === "running" || phase === "starting");
  return new Set(live.map((record) => record.runtime));
}
