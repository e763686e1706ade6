/** One start, step by step; each step's traces are in the record before the step is taken. */
import { existsSync } from "node:fs";
import { mkdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import type { SandboxId, Started } from "../../workers/engines/engine.ts";
import { agentAnswers } from "./agent-health.ts";
import { makeAgentSocket } from "./agent-socket.ts";
import { DEADLINES } from "./deadlines.ts";
import { folderPath, imagePath, makeFolder, makeImage } from "./disk.ts";
import type { EgressGates } from "./egress-gates.ts";
import type { HostState } from "./host-state.ts";
import { etcFilesIn } from "./jail.ts";
import { type Launched, launch } from "./launch.ts";
import { copyLocalRepository } from "./local-repository.ts";
import type { SandboxRecord } from "./record.ts";
import type { RecordStore } from "./record-store.ts";
import { startFailed } from "./refusals.ts";
import type { RuntimeFolder } from "./runtime-folder.ts";
import type { SandboxFolders } from "./sandbox-folders.ts";
import type { StartRequest } from "./start-request.ts";
import { allocateUid } from "./uids.ts";

export interface StarterOptions {
  readonly store: RecordStore;
  readonly folders: SandboxFolders;
  readonly gates: EgressGates;
  readonly host: HostState;
  readonly runtime: RuntimeFolder;
  readonly repositoryRoots: readonly string[];
}

export class Starter {
  readonly #options: StarterOptions;

  constructor(options: StarterOptions) {
    this.#options = options;
  }

  /**
   * `earlier` is a stopped run whose disk is kept, if there is one. On failure it throws and leaves a record
   * in phase `starting` for the caller to undo.
   */
  async start(id: SandboxId, request: StartRequest, earlier: SandboxRecord | undefined): Promise<Started> {
    const { store, host, folders, gates } = this.#options;
    const record = this.#announce(id, request, earlier);
    await store.put(record);
    const folder = folders.of(id);
    await mkdir(folder, { recursive: true, mode: 0o700 });
    if (earlier === undefined) await makeDisk(record, folder);
    const repository = await this.#repository(request, folder, record.uid);
    host.cgroups?.make(id, request.spec.limits);
    await gates.open(id, request.spec.egress, folder, folders.short(id));
    const launched = await this.#launch(record, folder, repository);
    const running = { ...record, monitor: launched.monitor };
    await store.put(running);
    const init = await launched.go();
    await store.put({ ...running, init });
    await this.#awaitAgent(record, launched, folder);
    await store.put({ ...running, init, phase: "running" });
    return { workspace: record.workspace };
  }

  #announce(id: SandboxId, request: StartRequest, earlier: SandboxRecord | undefined): SandboxRecord {
    const { store, host, runtime } = this.#options;
    const taken = store.all().map((record) => record.uid);
    return {
      id,
      instance: host.instance,
      generation: request.generation,
      phase: "starting",
      spec: request.spec,
      uid: earlier?.uid ?? (host.asRoot ? allocateUid(host.instance, taken) : (process.getuid?.() ?? 0)),
      disk: earlier?.disk ?? (host.images ? "image" : "folder"),
      workspace: earlier === undefined ? "fresh" : "kept",
      kept_generation: earlier?.generation ?? null,
      monitor: null,
      init: null,
      cgroups: host.cgroups?.folders(id) ?? [],
      runtime: runtime.path,
      started_at: new Date().toISOString(),
    };
  }

  async #repository(request: StartRequest, folder: string, uid: number): Promise<string | undefined> {
    const path = request.spec.local_repository;
    if (path !== undefined) {
      return await copyLocalRepository(path, this.#options.repositoryRoots, folder, uid);
    }
    await rm(join(folder, "repository.git"), { recursive: true, force: true }); // of an earlier run
    return undefined;
  }

  async #launch(record: SandboxRecord, folder: string, repository: string | undefined): Promise<Launched> {
    const { folders, host, runtime } = this.#options;
    const { id, generation, spec } = record;
    const disk = record.disk === "image" ? imagePath(folder) : folderPath(folder);
    const agentSocket = await makeAgentSocket(folders.agentSocket(id));
    try {
      return launch({
        instance: host.instance,
        jail: {
          id,
          generation,
          spec,
          etcFiles: etcFilesIn(runtime.etc),
          processLimit: host.cgroups?.enforces.pids ? undefined : spec.limits.pids,
        },
        sources: {
          workspace: join(disk, "workspace"),
          home: join(disk, "home"),
          opt: runtime.opt,
          etc: runtime.etc,
          egress: spec.egress.mode === "proxy" ? join(folder, "egress") : undefined,
          repository,
        },
        disk: { kind: record.disk, path: disk },
        uid: record.uid,
        asRoot: host.asRoot,
        folder,
        seccompFile: runtime.seccomp,
        cgroupProcs: record.cgroups.map((group) => join(group, "cgroup.procs")),
        agentSocket,
      });
    } finally {
      agentSocket.close();
    }
  }

  async #awaitAgent(record: SandboxRecord, launched: Launched, folder: string): Promise<void> {
    const socket = this.#options.folders.agentSocket(record.id);
    const died = launched.ended.then(async (how) => {
      const said = (await readFile(join(folder, "agent.log"), "utf8")).trim().slice(-500);
      throw startFailed(`the agent ended (${how})${said === "" ? "" : `: ${said}`}`);
    });
    await Promise.race([died, agentAnswers(socket, record.generation, DEADLINES.agentReadyMs)]);
  }
}

async function makeDisk(record: SandboxRecord, folder: string): Promise<void> {
  if (record.disk === "folder") await makeFolder(folder, record.uid);
  else if (!existsSync(imagePath(folder))) {
    await makeImage(folder, record.spec.limits.disk_bytes, record.uid);
  }
}
