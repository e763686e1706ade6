import type { Command } from "../../domain/lifecycle.ts";
import { DEFAULT_POLICY, type PolicySettings } from "../../domain/policy/policy-settings.ts";
import type { SandboxEngine } from "../../engines/engine.ts";
import { MailError, type Sender } from "../../mail/sender.ts";
import { SandboxObject } from "../sandbox-object.ts";
import { type Complaints, install } from "./globals.ts";
import { type Owner, Simulation } from "./simulation.ts";
import { Host, type Instance } from "./workerd/host.ts";
import type { Files } from "./world/archive.ts";
import { Bucket } from "./world/bucket.ts";
import { Engine } from "./world/engine.ts";
import { IndexDatabase } from "./world/index-database.ts";
import { WebhookQueue } from "./world/webhook-queue.ts";

const SECRET = "encryption-key-of-the-model-0123456789";

/** What setup.ts finds on the state of an object: who it is to the world, its engine, and who hears its commands. */
export interface Simulated {
  readonly instance: Instance;
  readonly engine: SandboxEngine;
  readonly mail: Sender;
  readonly seen: (command: Command) => void;
}

/** Results from outside that the world may deliver again. */
const REPEATABLE = new Set([
  "phase_done",
  "provision_failed",
  "saved",
  "save_failed",
  "export_done",
  "export_failed",
  "destroy_confirmed",
  "cleanup_confirmed",
  "objects_deleted",
  "agent_lost",
  "task_exited",
  "activity_seen",
]);

/**
 * Everything around the product's objects: storage, index, engine, agents, and the objects' homes. Built once and
 * emptied for each sequence, since opening databases takes longer than a sequence.
 */
export class World {
  readonly simulation = new Simulation();
  readonly bucket = new Bucket(this.simulation);
  readonly engine = new Engine(this.simulation);
  readonly index = new IndexDatabase(this.simulation);
  readonly webhook = new WebhookQueue(this.simulation);
  readonly complaints: Complaints = { bugs: [] };
  policy: PolicySettings = DEFAULT_POLICY;
  /** When an admin or an owner last changed what holds, epoch ms. */
  policy_changed_at = 0;
  onCommit: (host: Host) => void = () => undefined;
  /** What was in each archive that became a checkpoint, by key; also of those deleted since. */
  readonly saved = new Map<string, Files>();
  /** Results that came in, by object, oldest first. */
  readonly reports = new Map<string, Command[]>();
  readonly #hosts = new Map<string, Host>();

  /** Empties it and puts its time in place of the process's own; answers what ends that. */
  open(seed: number): () => void {
    this.simulation.reset(seed);
    this.bucket.reset();
    this.engine.reset();
    this.index.reset();
    this.webhook.reset();
    this.policy = DEFAULT_POLICY;
    this.policy_changed_at = 0;
    this.complaints.bugs.length = 0;
    this.reports.clear();
    this.saved.clear();
    for (const host of this.#hosts.values()) host.reset();
    return install(this.simulation, this.complaints);
  }

  /** What an admin decides. */
  changePolicy(patch: Partial<PolicySettings>): void {
    this.policy = { ...this.policy, ...patch };
    this.policy_changed_at = this.simulation.now;
    this.index.setPolicy(patch);
  }

  host(id: string): Host {
    let host = this.#hosts.get(id);
    if (!host) {
      const build = (ctx: object, instance: Instance) => {
        const seen = (command: Command) => this.#remember(id, command);
        const { engine, simulation } = this;
        const mail = mailOf(simulation, instance);
        const simulated: Simulated = { instance, engine: engine.port(instance), mail, seen };
        const state = { ...ctx, simulated } as unknown as DurableObjectState;
        return new SandboxObject(state, this.#environment(instance));
      };
      host = new Host(id, this.simulation, build, (committed) => this.onCommit(committed));
      this.#hosts.set(id, host);
    }
    return host;
  }

  get hosts(): Iterable<Host> {
    return this.#hosts.values();
  }

  /** What services get: the index, and objects by RPC. */
  get services() {
    const get = (id: string) =>
      new Proxy(
        {},
        {
          get: (_, method: string) =>
            method === "then"
              ? undefined
              : (...parameters: unknown[]) =>
                  this.host(id).call((object) =>
                    (object as unknown as Record<string, (...given: unknown[]) => Promise<unknown>>)[method]!(
                      ...parameters,
                    ),
                  ),
        },
      );
    return {
      DB: this.index.binding(null) as unknown as D1Database,
      WEBHOOK: this.webhook.binding(null),
      ENCRYPTION_KEY: SECRET,
      SANDBOX: { idFromName: (id: string) => id, get } as unknown as DurableObjectNamespace,
      ENGINE: "local",
    };
  }

  #remember(id: string, command: Command): void {
    if (!REPEATABLE.has(command.type)) return;
    const known = this.reports.get(id);
    if (known) known.push(command);
    else this.reports.set(id, [command]);
  }

  #environment(instance: Instance): Env {
    const env = {
      STORE: this.bucket.binding(instance),
      DB: this.index.binding(instance),
      WEBHOOK: this.webhook.binding(instance),
      ENGINE: "local",
      ENGINE_URL: "http://127.0.0.1:1",
      ENGINE_TOKEN: "token",
      ENCRYPTION_KEY: SECRET,
      PUBLIC_URL: "http://127.0.0.1:8787",
    };
    return env as unknown as Env;
  }
}

/** A mail server that takes what reaches it. */
function mailOf(simulation: Simulation, owner: Owner): Sender {
  const failure = () => new MailError("The mail server does not answer.");
  return { send: () => simulation.call({ owner, part: "mail", work: () => undefined, failure }) };
}
