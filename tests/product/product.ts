/** The real product, started as `npm start` starts it, in a data folder of its own; driven through its HTTP API. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { removeInstanceGroups } from "../../container/local/testing/leftovers.ts";
import { ApiClient } from "./api-client.ts";
import { leftovers } from "./leftovers.ts";
import { ownPort } from "./own-port.ts";
import { eventually } from "./polling.ts";
import { type Part, pidOf } from "./processes.ts";

const ROOT = join(import.meta.dirname, "../..");
const SETUP_TOKEN = "setup-token-of-the-tests";
type Undo = () => void | Promise<void>;

/** A start on a busy machine, ms. */
const START_MS = 60_000;

export class Product {
  readonly folder = realpathSync(mkdtempSync(join(tmpdir(), "sandbar-product-")));
  readonly dataDir = join(this.folder, "data");
  /** The folder in LOCAL_REPOSITORY_ROOTS. */
  readonly repositories = join(this.folder, "repositories");
  /** What the product has said. */
  log = "";
  #port = 0;
  #supervisor: ChildProcess | undefined;
  #api: ApiClient | undefined;
  #undo: Undo = () => {};

  /**
   * Starts, sets up the first team and lifts its quotas. `prepare` sees the data folder before anything is in it, and
   * answers what undoes that, once the product has ended.
   */
  static async start(prepare: (dataDir: string) => Undo = () => () => {}): Promise<Product> {
    const product = new Product();
    mkdirSync(product.repositories);
    product.#undo = prepare(product.dataDir);
    product.#port = await ownPort();
    try {
      await product.begin();
      await product.#setUp();
    } catch (error) {
      await product.#remove();
      throw error;
    }
    return product;
  }

  async #setUp(): Promise<void> {
    const body = {
      setup_token: SETUP_TOKEN,
      team: "Tests",
      name: "Anna",
      email: "anna@example.com",
      password: "correct horse battery",
    };
    const { token } = await new ApiClient(this.origin, "").call<{ token: string }>("POST", "/setup", body);
    this.#api = new ApiClient(this.origin, token);
    await this.api.call("PATCH", "/policy", { max_active_per_member: 1000, max_active_per_team: 1000 });
  }

  get origin(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  get api(): ApiClient {
    if (!this.#api) throw new Error("the product is not set up");
    return this.#api;
  }

  /** Runs the supervisor on the same data folder and waits until all parts are healthy. */
  async begin(): Promise<void> {
    const supervisor = spawn(process.execPath, [join(ROOT, "scripts/start.ts")], {
      cwd: this.folder,
      env: {
        PATH: process.env.PATH,
        HOME: process.env.HOME,
        PORT: String(this.#port),
        DATA_DIR: this.dataDir,
        SETUP_TOKEN,
        LOCAL_REPOSITORY_ROOTS: this.repositories,
        WEBHOOK_ALLOWED_HOSTS: "localhost",
      },
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.#supervisor = supervisor;
    for (const output of [supervisor.stdout, supervisor.stderr]) {
      output.on("data", (chunk) => {
        this.log += chunk;
      });
    }
    await this.untilHealthy();
  }

  /** Resolves when every part answers; throws with the log when the product has ended or takes too long. */
  async untilHealthy(): Promise<void> {
    await eventually(`a healthy product`, START_MS, async () => {
      if (this.#supervisor?.exitCode !== null) throw new Error(`the product has ended:\n${this.log}`);
      const answer = await fetch(`${this.origin}/healthz`, { signal: AbortSignal.timeout(5000) }).catch(
        () => null,
      );
      return answer?.ok;
    });
  }

  pid(part: Part): number {
    return pidOf(this.dataDir, part);
  }

  /** Ends it the ordinary way; its sandboxes live on. */
  async end(): Promise<void> {
    const supervisor = this.#supervisor;
    if (!supervisor || supervisor.exitCode !== null || supervisor.signalCode !== null) return;
    const exited = once(supervisor, "exit");
    supervisor.kill("SIGTERM");
    await exited;
  }

  /** Waits for the supervisor's process to be gone, after it was killed. */
  async supervisorGone(): Promise<void> {
    const supervisor = this.#supervisor;
    if (!supervisor || supervisor.exitCode !== null || supervisor.signalCode !== null) return;
    await once(supervisor, "exit");
  }

  /** Ids of the sandboxes that the engine has on disk. */
  engineIds(): string[] {
    const names = readdirSync(join(this.dataDir, "engine/records"));
    return names.filter((name) => name.endsWith(".json")).map((name) => name.slice(0, -".json".length));
  }

  /** In words; empty when nothing of any sandbox is on the host. */
  leftovers(): string[] {
    return leftovers(this.dataDir);
  }

  async discard(name: string): Promise<void> {
    const body = { force: true, discard: true, confirm: name };
    await this.api.call("POST", `/sandboxes/${name}/teardown`, body, { prefer: "wait=60" });
  }

  /** Discards every sandbox, ends the product, removes its folder. Throws when the sandboxes left anything. */
  async dispose(): Promise<void> {
    try {
      const left = (await this.api.list()).filter(({ state }) => state !== "destroyed");
      await Promise.all(left.map(({ name }) => this.discard(name)));
      const traces = this.leftovers();
      if (traces.length > 0) throw new Error(`left on the host: ${traces.join(", ")}`);
    } finally {
      await this.#remove();
    }
  }

  async #remove(): Promise<void> {
    await this.end();
    await this.#undo();
    removeInstanceGroups(join(this.dataDir, "engine"));
    rmSync(this.folder, { recursive: true, force: true });
  }
}
