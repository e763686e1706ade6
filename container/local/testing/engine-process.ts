/** A real engine process with a data folder of its own, for tests that reach it as the Worker does. */
import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { fileURLToPath } from "node:url";
import { WebSocket } from "ws";
import { AgentClient } from "../../../workers/engines/agent-client.ts";
import type { StartSpec } from "../../../workers/engines/engine.ts";
import { LocalEngine } from "../../../workers/engines/local.ts";
import { leftoversOf, removeInstanceGroups } from "./leftovers.ts";

export interface EngineProcessOptions {
  readonly repositoryRoots?: readonly string[];
  /** Host names that the egress proxy permits, and the addresses that they lead to. */
  readonly controls?: Readonly<Record<string, string>>;
}

export class EngineProcess {
  /** Made by the engine. */
  readonly dataDir = join(realpathSync(tmpdir()), `sandbar-engine-${randomBytes(6).toString("hex")}`);
  readonly token = randomBytes(24).toString("hex");
  readonly #options: EngineProcessOptions;
  #child: ChildProcess | undefined;
  #port = 0;
  /** What the engine has said on stderr. */
  log = "";

  constructor(options: EngineProcessOptions = {}) {
    this.#options = options;
  }

  async start(): Promise<void> {
    const program = fileURLToPath(new URL("engine-under-test.ts", import.meta.url));
    const child = spawn(process.execPath, [program, JSON.stringify(this.#options.controls ?? {})], {
      env: {
        PATH: process.env.PATH,
        ENGINE_PORT: "0",
        ENGINE_TOKEN: this.token,
        ENGINE_DATA_DIR: this.dataDir,
        LOCAL_REPOSITORY_ROOTS: this.#options.repositoryRoots?.join(":"),
        CANARY_OF_THE_LAUNCHER: "must-not-be-seen-inside",
      },
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.#child = child;
    child.stderr?.on("data", (chunk) => {
      this.log += chunk;
    });
    const lines = createInterface({ input: child.stdout as Readable });
    const line = await Promise.race([once(lines, "line"), once(child, "exit").then(() => undefined)]);
    if (line === undefined) throw new Error(`the engine did not start: ${this.log}`);
    this.#port = (JSON.parse(String(line[0])) as { port: number }).port;
  }

  get port(): number {
    return this.#port;
  }

  get pid(): number {
    return this.#child?.pid ?? -1;
  }

  get engine(): LocalEngine {
    return new LocalEngine({ url: `http://127.0.0.1:${this.#port}`, token: this.token });
  }

  agent(id: string, generation = 1): AgentClient {
    return new AgentClient(this.engine.agent(id, generation), generation);
  }

  /** An open WebSocket to the agent, paused so that no message is missed: `resume()` it. `path` begins with "/". */
  async socket(id: string, generation: number, path: string): Promise<WebSocket> {
    const socket = new WebSocket(`ws://127.0.0.1:${this.#port}/sandboxes/${id}/agent${path}`, {
      headers: { authorization: `Bearer ${this.token}`, "x-sandbar-generation": String(generation) },
    });
    socket.once("open", () => socket.pause());
    await once(socket, "open");
    return socket;
  }

  /** Ends the program with a signal and waits until it has ended; its jails live on. */
  async end(signal: "SIGKILL" | "SIGTERM"): Promise<void> {
    const child = this.#child;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, "exit");
    child.kill(signal);
    await exited;
  }

  leftovers(): string[] {
    return leftoversOf(this.dataDir);
  }

  /** Destroys every sandbox, ends the program, removes its folder. */
  async dispose(): Promise<void> {
    const { engine } = this;
    for (const { id } of await engine.list()) await engine.destroy(id);
    await this.end("SIGTERM");
    removeInstanceGroups(this.dataDir);
    rmSync(this.dataDir, { recursive: true, force: true });
  }
}

export function startSpec(change: Partial<StartSpec> = {}): StartSpec {
  return {
    image: "base",
    workspace: "fresh",
    limits: { cpus: 2, memory_bytes: 768 * 2 ** 20, disk_bytes: 4 * 2 ** 30, pids: 256 },
    egress: { mode: "none" },
    ...change,
  };
}
