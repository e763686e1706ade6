import type { SandboxEvent, SandboxRecord } from "../../domain/sandbox.ts";
import { type Account, newAccount } from "./account.ts";
import { announced } from "./rules/announced.ts";
import { clocks } from "./rules/clocks.ts";
import type { Commit, Rule } from "./rules/commit.ts";
import { truth } from "./rules/engine.ts";
import { books, checkpoints, keyProblem } from "./rules/kept.ts";
import { history, lock } from "./rules/record.ts";
import { rest, unrest } from "./rules/rest.ts";
import { removalProblem, work } from "./rules/work.ts";
import type { Host } from "./workerd/host.ts";
import type { World } from "./world.ts";

const RULES: readonly Rule[] = [history, lock, checkpoints, books, truth, work, clocks, announced];

/** Looks at every commit, every removal and every deletion, and remembers the first rule that was broken. */
export class Watcher {
  readonly accounts = new Map<string, Account>();
  violation: string | null = null;
  readonly #world: World;

  constructor(world: World) {
    this.#world = world;
    world.onCommit = (host) => this.#committed(host);
    world.engine.onRemoved = (jail) =>
      this.#broken(jail.id, removalProblem(world, this.account(jail.id), jail));
    world.engine.onStart = (id, generation) => this.#started(id, generation);
    world.bucket.onGone = (key) => this.#gone(key);
  }

  account(id: string): Account {
    let account = this.accounts.get(id);
    if (!account) {
      account = newAccount(id);
      this.accounts.set(id, account);
    }
    return account;
  }

  /** What still moves somewhere; null when the world is at rest. */
  unrest(): string | null {
    for (const account of this.accounts.values()) {
      const moving = unrest(this.#world, account);
      if (moving) return moving;
    }
    return null;
  }

  /** Once at rest. */
  judge(): void {
    for (const account of this.accounts.values()) {
      for (const sentence of rest(this.#world, account)) this.#broken(account.id, sentence);
    }
    const [bug] = this.#world.complaints.bugs;
    if (bug) this.#broken("the log", `a bug was logged: ${bug}`);
  }

  #broken(id: string, sentence: string | null): void {
    if (sentence) this.violation ??= `${id}: ${sentence}`;
  }

  #committed(host: Host): void {
    const account = this.account(host.id);
    const [row] = host.sql.rows("SELECT body FROM record");
    const committed = row ? String(row.body) : null;
    if (committed === account.committed) return;
    account.committed = committed;
    const before = account.record;
    account.record = committed === null ? null : (JSON.parse(committed) as SandboxRecord);
    if (!account.record) {
      if (before?.operation?.type !== "purge") this.#broken(host.id, "forgot itself without a purge");
      account.purged = true;
      return;
    }
    const events = host.sql
      .rows("SELECT body FROM events WHERE seq > ? ORDER BY seq", [before?.seq ?? 0])
      .map(({ body }) => JSON.parse(String(body)) as SandboxEvent);
    const commit: Commit = { world: this.#world, host, account, before, after: account.record, events };
    for (const rule of RULES) for (const sentence of rule(commit)) this.#broken(host.id, sentence);
  }

  #started(id: string, generation: number): void {
    const { record } = this.account(id);
    if (generation > (record?.generation ?? 0))
      this.#broken(id, `run ${generation} was started without a record`);
  }

  #gone(key: string): void {
    for (const account of this.accounts.values()) {
      if (account.record?.operation?.type === "purge") continue;
      this.#broken(account.id, keyProblem(account, key));
    }
  }
}
