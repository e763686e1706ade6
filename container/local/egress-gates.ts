/** The egress proxies of all running sandboxes. */
import { join } from "node:path";
import type { SandboxId, StartSpec } from "../../workers/engines/engine.ts";
import { logEgress } from "./egress-log.ts";
import { EgressPolicy, type EgressRules } from "./egress-policy.ts";
import { EgressProxy } from "./egress-proxy.ts";

export class EgressGates {
  readonly #proxies = new Map<SandboxId, EgressProxy>();
  readonly #rules: EgressRules;
  /** Bounds every sandbox, whatever its own list says. */
  readonly #operatorList: readonly string[] | undefined;

  constructor(rules: EgressRules, operatorList: readonly string[] | undefined) {
    this.#rules = rules;
    this.#operatorList = operatorList;
  }

  /**
   * Opens the sandbox's way out (again), in `folder/egress`; nothing when it is to have none.
   * `shortFolder` names the same folder with a path short enough for a socket.
   */
  async open(id: SandboxId, egress: StartSpec["egress"], folder: string, shortFolder: string): Promise<void> {
    await this.close(id);
    if (egress.mode === "none") return;
    const lists = [this.#operatorList, egress.allow_hosts].filter((list) => list !== undefined);
    const proxy = new EgressProxy(new EgressPolicy(this.#rules, lists), (attempt) =>
      logEgress(join(folder, "egress.log"), attempt, new Date()),
    );
    await proxy.listen(join(shortFolder, "egress"));
    this.#proxies.set(id, proxy);
  }

  isOpen(id: SandboxId, egress: StartSpec["egress"]): boolean {
    return egress.mode === "none" || this.#proxies.has(id);
  }

  async close(id: SandboxId): Promise<void> {
    const proxy = this.#proxies.get(id);
    this.#proxies.delete(id);
    await proxy?.close();
  }

  /** Closes all at the engine's end; the sandboxes find new ones when it comes back. */
  async closeAll(): Promise<void> {
    await Promise.all([...this.#proxies.keys()].map((id) => this.close(id)));
  }
}
