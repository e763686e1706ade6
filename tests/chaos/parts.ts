/** The product's own parts, started and watched over as `npm start` does it, with a faulty network between and before them. */
import { mkdirSync, mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { removeInstanceGroups } from "../../container/local/testing/leftovers.ts";
import { Child } from "../../scripts/start/child.ts";
import { type Configuration, readConfiguration } from "../../scripts/start/configuration.ts";
import { engineProgram } from "../../scripts/start/engine-program.ts";
import { untilHealthy } from "../../scripts/start/health.ts";
import { freePort } from "../../scripts/start/ports.ts";
import { RunFile } from "../../scripts/start/run-file.ts";
import { loadSecrets } from "../../scripts/start/secrets.ts";
import { workerProgram } from "../../scripts/start/worker-program.ts";
import { ApiClient } from "../product/api-client.ts";
import { leftovers } from "../product/leftovers.ts";
import { type Part, pidOf } from "../product/processes.ts";
import { type ConnectionFaults, SOUND } from "./faults.ts";
import { FaultyProxy } from "./faulty-proxy.ts";

const SETUP_TOKEN = "setup-token-of-the-tests";

export class FaultyProduct {
  readonly dataDir: string;
  /** Straight to the Worker. */
  readonly api: ApiClient;
  /** Between Worker and engine, and between clients and Worker. Faults of the connections that are yet to be made. */
  inner: () => ConnectionFaults = () => SOUND;
  outer: () => ConnectionFaults = () => SOUND;
  readonly innerProxy: FaultyProxy;
  readonly outerProxy: FaultyProxy;
  readonly #folder: string;
  readonly #port: number;
  readonly #children: readonly Child[];

  private constructor(made: {
    folder: string;
    configuration: Configuration;
    proxies: readonly [FaultyProxy, FaultyProxy];
    children: readonly Child[];
    token: string;
  }) {
    this.#folder = made.folder;
    this.dataDir = made.configuration.dataDir;
    this.#port = made.configuration.port;
    [this.innerProxy, this.outerProxy] = made.proxies;
    this.#children = made.children;
    this.api = new ApiClient(made.configuration.publicUrl, made.token);
  }

  /** Healthy and set up, with quotas out of the way. */
  static async start(): Promise<FaultyProduct> {
    const folder = realpathSync(mkdtempSync(join(tmpdir(), "sandbar-chaos-")));
    const dataDir = join(folder, "data");
    mkdirSync(dataDir, { mode: 0o711 });
    const port = await freePort();
    const read = readConfiguration({ PORT: String(port), DATA_DIR: dataDir, SETUP_TOKEN });
    if ("problems" in read) throw new Error(read.problems.join("\n"));
    const { configuration } = read;
    const enginePort = await freePort();
    let product: FaultyProduct | undefined;
    const proxies = [
      await FaultyProxy.start({ target: enginePort, faults: () => product?.inner() ?? SOUND }),
      await FaultyProxy.start({ target: port, faults: () => product?.outer() ?? SOUND }),
    ] as const;
    const runFile = RunFile.take(dataDir, join(import.meta.dirname, "../.."));
    if (!(runFile instanceof RunFile)) throw new Error("a new data folder is in use");
    const secrets = loadSecrets(dataDir);
    const ready = Promise.withResolvers<unknown>();
    const children = [
      new Child(engineProgram(configuration, secrets, enginePort, runFile)),
      new Child(workerProgram(configuration, secrets, proxies[0].port, runFile, ready.resolve)),
    ];
    for (const child of children) child.start();
    await ready.promise;
    await untilHealthy(configuration.host, port);
    const token = await setUp(configuration.publicUrl);
    product = new FaultyProduct({ folder, configuration, proxies, children, token });
    await product.api.call("PATCH", "/policy", { max_active_per_member: 1000, max_active_per_team: 1000 });
    return product;
  }

  /** Where clients reach the product over the faulty network. */
  get faultyOrigin(): string {
    return `http://127.0.0.1:${this.outerProxy.port}`;
  }

  pid(part: Exclude<Part, "supervisor">): number {
    return pidOf(this.dataDir, part);
  }

  /** kill -9; it is started again by itself. */
  async kill(part: "worker" | "engine"): Promise<void> {
    process.kill(this.pid(part), "SIGKILL");
  }

  healthy(): Promise<void> {
    return untilHealthy("127.0.0.1", this.#port);
  }

  calm(): void {
    this.inner = () => SOUND;
    this.outer = () => SOUND;
    this.innerProxy.cutAll();
  }

  /** Discards every sandbox and ends everything; throws when the sandboxes left anything on the host. */
  async dispose(): Promise<void> {
    this.calm();
    try {
      await this.healthy();
      const left = (await this.api.list()).filter(({ state }) => state !== "destroyed");
      for (const { name } of left) {
        const body = { force: true, discard: true, confirm: name };
        await this.api.persist("POST", `/sandboxes/${name}/teardown`, body, { prefer: "wait=60" });
      }
      const traces = leftovers(this.dataDir);
      if (traces.length > 0) throw new Error(`left on the host: ${traces.join(", ")}`);
    } finally {
      await Promise.all(this.#children.map((child) => child.stop()));
      await Promise.all([this.innerProxy.stop(), this.outerProxy.stop()]);
      removeInstanceGroups(join(this.dataDir, "engine"));
      rmSync(this.#folder, { recursive: true, force: true });
    }
  }
}

async function setUp(origin: string): Promise<string> {
  const { token } = await new ApiClient(origin, "").call<{ token: string }>("POST", "/setup", {
    setup_token: SETUP_TOKEN,
    team: "Chaos",
    name: "Anna",
    email: "anna@example.com",
    password: "correct horse battery",
  });
  return token;
}
