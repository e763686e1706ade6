/**
 * The engine on Cloudflare Containers. The only file that imports @cloudflare/sandbox, so that moving to its
 * successor (the Durable Object drives `ctx.container` itself) changes this file alone.
 *
 * Each sandbox is one `SandboxContainer` object with one container, in which the agent listens on a port.
 * The SDK starts a container whenever it is called while there is none; so only `startRun` calls into it,
 * and requests to the agent go through `ctx.container.getTcpPort`, which never starts anything.
 */
import { ContainerProxy, Sandbox } from "@cloudflare/sandbox";
import type { Refusal, Result } from "../domain/refusal.ts";
import { refusedByEngine } from "./cloudflare-refusals.ts";
import type { SandboxId, Started, StartSpec } from "./engine.ts";

export { ContainerProxy };

/** Where the agent listens inside the container; set in container/Dockerfile's world only. */
const AGENT_PORT = 7380;
const AGENT_READY_TIMEOUT_MS = 60_000;
/** container/start-agent: drops privileges, makes a clean environment, listens on AGENT_PORT. */
const AGENT_COMMAND = "/opt/sandbar/start-agent";

/** Never reachable, whatever the profile allows: instance metadata of cloud providers. */
const DENIED_HOSTS = ["169.254.169.254", "metadata.google.internal", "100.100.100.200"];

/** The one run that this object knows of; `starting` until its agent has answered. */
interface Run {
  readonly generation: number;
  readonly phase: "starting" | "running" | "stopped";
  readonly workspace: Started["workspace"];
}

const RUN_KEY = "sandbar:run";

export type RunState = { readonly state: "running" | "stopped" | "absent"; readonly generation?: number };

export class SandboxContainer extends Sandbox<unknown> {
  /** One start at a time: the second sees what the first has done. */
  #starting: Promise<unknown> = Promise.resolve();

  startRun(id: SandboxId, generation: number, spec: StartSpec): Promise<Result<Started>> {
    const result = this.#starting.then(() => this.#start(id, generation, spec));
    this.#starting = result.catch(() => undefined); // the caller has the rejection
    return result;
  }

  async runState(): Promise<RunState> {
    const run = await this.#run();
    if (run === undefined) return { state: "absent" };
    const isRunning = run.phase === "running" && this.ctx.container?.running === true;
    return { state: isRunning ? "running" : "stopped", generation: run.generation };
  }

  /** Resolves when the platform says that the container is gone; touches nothing when there is none. */
  async destroyRun(): Promise<void> {
    if (this.ctx.container?.running) await this.destroy();
    if (this.ctx.container?.running) throw new Error("the container still runs after its destruction");
    // Only what is ours: the SDK's own tables are made once per instance, and it may be asked again.
    await this.ctx.storage.delete(RUN_KEY);
  }

  /** Requests to the agent, and nothing else: the SDK's own routes (previews) are not served. */
  override async fetch(request: Request): Promise<Response> {
    const asked = Number(request.headers.get("x-sandbar-generation"));
    const run = await this.#run();
    const container = this.ctx.container;
    if (run === undefined) return refusedByEngine("sandbox_absent", "The engine has no such sandbox.");
    if (run.generation !== asked) {
      return refusedByEngine("generation_mismatch", `The sandbox is at run ${run.generation}, not ${asked}.`);
    }
    if (run.phase !== "running" || !container?.running) {
      return refusedByEngine("sandbox_stopped", `Run ${asked} of the sandbox has ended.`);
    }
    const url = new URL(request.url);
    const agentUrl = `http://agent${url.pathname}${url.search}`;
    return await container.getTcpPort(AGENT_PORT).fetch(agentUrl, request);
  }

  /** The record owns the sandbox's lifetime, not the platform's clock. */
  override async onActivityExpired(): Promise<void> {
    this.renewActivityTimeout();
  }

  override async onStop(params?: Parameters<Sandbox["onStop"]>[0]): Promise<void> {
    await super.onStop(params);
    const run = await this.#run();
    if (run !== undefined) await this.#setRun({ ...run, phase: "stopped" });
  }

  async #start(id: SandboxId, generation: number, spec: StartSpec): Promise<Result<Started>> {
    const run = await this.#run();
    const isContainerUp = this.ctx.container?.running === true;
    if (run !== undefined && generation < run.generation) {
      return refused("generation_mismatch", `The sandbox is at run ${run.generation}, not ${generation}.`);
    }
    if (run?.generation === generation && run.phase !== "starting") {
      if (run.phase === "running" && isContainerUp) return { ok: true, value: { workspace: run.workspace } };
      return refused("sandbox_stopped", `Run ${generation} of the sandbox has ended.`);
    }
    // A container's disk ends with it: only one that still runs has a workspace to keep.
    const keep = spec.workspace === "keep" && isContainerUp;
    if (isContainerUp && !keep) await this.destroy();
    const workspace = keep ? "kept" : "fresh";
    await this.#setRun({ generation, phase: "starting", workspace });
    try {
      await this.#configure(id, spec);
      await this.#startAgent(generation);
    } catch (error) {
      await this.destroy(); // a failed start leaves nothing
      await this.ctx.storage.delete(RUN_KEY);
      return refused("start_failed", `The sandbox did not start: ${nameOf(error)}.`, true);
    }
    await this.#setRun({ generation, phase: "running", workspace });
    return { ok: true, value: { workspace } };
  }

  /** The one place that sets the SDK's options: setting other ones later would reconfigure a live sandbox. */
  async #configure(id: SandboxId, spec: StartSpec): Promise<void> {
    await this.setSandboxName(id);
    await this.setTransport("rpc");
    await this.setKeepAlive(true);
    this.enableInternet = spec.egress.mode === "proxy";
    await this.setDeniedHosts(DENIED_HOSTS);
    if (spec.egress.mode !== "proxy" || spec.egress.allow_hosts === undefined) return;
    this.interceptHttps = true;
    await this.setAllowedHosts([...spec.egress.allow_hosts]);
  }

  async #startAgent(generation: number): Promise<void> {
    await this.startProcess(AGENT_COMMAND, {
      processId: `sandbar-agent-${generation}`,
      cwd: "/workspace",
      // No secrets here: the container's control port has no authentication.
      env: { SANDBAR_GENERATION: String(generation) },
    });
    const headers = { "x-sandbar-generation": String(generation) };
    const deadline = Date.now() + AGENT_READY_TIMEOUT_MS;
    for (;;) {
      const port = this.ctx.container?.getTcpPort(AGENT_PORT);
      const answer = await port?.fetch("http://agent/health", { headers }).catch(() => undefined);
      if (answer?.ok && answer.headers.get("x-sandbar-generation") === String(generation)) return;
      if (Date.now() > deadline) throw new Error("the agent did not answer in time");
      await scheduler.wait(100);
    }
  }

  async #run(): Promise<Run | undefined> {
    return await this.ctx.storage.get<Run>(RUN_KEY);
  }

  async #setRun(run: Run): Promise<void> {
    await this.ctx.storage.put(RUN_KEY, run);
  }
}

/** Errors lose their fields between Durable Objects: refusals travel as values, other errors by name. */
function refused(reason_code: string, message: string, retryable = false): Result<Started> {
  const refusal: Refusal = { reason_code, message, retryable };
  return { ok: false, refusal };
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : "unknown error";
}
