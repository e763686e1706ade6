import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { DEFAULT_POLICY, type PolicySettings } from "../../../domain/policy/policy-settings.ts";
import { WEBHOOK_EVENTS } from "../../../domain/webhooks/webhook.ts";
import type { Owner, Simulation } from "../simulation.ts";
import { type Row, Sql } from "../workerd/sql.ts";

const MIGRATIONS = join(import.meta.dirname, "../../../../migrations");
const TEAM = { team_id: "team-1", user_id: "user-1", colleague_id: "user-2" };
/** What a sequence leaves as it was. */
const LASTING = ["teams", "user", "members"];

/** D1 behind its own interface: real SQL over the product's migrations, every statement one step. */
export class IndexDatabase {
  readonly sql = new Sql();
  readonly #simulation: Simulation;

  constructor(simulation: Simulation) {
    this.#simulation = simulation;
    for (const file of readdirSync(MIGRATIONS).sort()) {
      if (file.endsWith(".sql")) this.sql.script(readFileSync(join(MIGRATIONS, file), "utf8"));
    }
    // The audit log takes no deletions; between two sequences it must.
    for (const { name } of this.sql.rows("SELECT name FROM sqlite_master WHERE type = 'trigger'")) {
      this.sql.script(`DROP TRIGGER ${String(name)}`);
    }
    const { team_id, user_id } = TEAM;
    this.sql.run("INSERT INTO teams (id, name, created_at) VALUES (?, 'Team', 0)", [team_id]);
    for (const id of [user_id, TEAM.colleague_id]) {
      this.sql.run("INSERT INTO user (id, name, email, created_at, updated_at) VALUES (?, ?, ?, 0, 0)", [
        id,
        id,
        `${id}@example.com`,
      ]);
    }
    this.sql.run("INSERT INTO members (team_id, user_id, role, created_at) VALUES (?, ?, 'owner', 0)", [
      team_id,
      user_id,
    ]);
    this.reset();
  }

  get team() {
    return TEAM;
  }

  reset(): void {
    this.sql.clear(LASTING);
    this.sql.run("INSERT INTO policies (team_id, updated_at) VALUES (?, 0)", [TEAM.team_id]);
    this.sql.run(
      `INSERT INTO webhooks (id, team_id, url, description, events, secret, made_by, created_at)
       VALUES ('webhook-1', ?, 'https://example.com/', '', ?, '', ?, 0)`,
      [TEAM.team_id, JSON.stringify(WEBHOOK_EVENTS), TEAM.user_id],
    );
    this.setPolicy(DEFAULT_POLICY);
  }

  /** What an admin decides, at once. */
  setPolicy(patch: Partial<PolicySettings>): void {
    for (const [setting, value] of Object.entries(patch)) {
      this.sql.run(`UPDATE policies SET ${setting} = ?, version = version + 1`, [Number(value)]);
    }
  }

  /** The binding as one owner has it; null: a Worker's, which no crash of an object takes away. */
  binding(owner: Owner | null) {
    const execute = <T>(work: () => T): Promise<T> =>
      this.#simulation.call({
        owner,
        part: "index",
        work,
        failure: () => new Error("D1_ERROR: Network connection lost."),
      });
    const bound = (query: string, parameters: readonly unknown[]) => ({
      bind: (...values: unknown[]) => bound(query, values),
      all: () => execute(() => ({ results: this.sql.rows(query, parameters), success: true, meta: {} })),
      raw: () => execute(() => this.sql.rows(query, parameters).map((row) => Object.values(row))),
      first: () => execute(() => this.sql.rows(query, parameters)[0] ?? null),
      run: () => execute(() => this.#run(query, parameters)),
    });
    return { prepare: (query: string) => bound(query, []) };
  }

  /** The projection's row, or undefined. */
  row(id: string): Row | undefined {
    return this.sql.rows("SELECT * FROM sandboxes WHERE id = ?", [id])[0];
  }

  #run(query: string, parameters: readonly unknown[]) {
    const { changes, lastInsertRowid } = this.sql.run(query, parameters);
    return { success: true, results: [], meta: { changes, last_row_id: lastInsertRowid } };
  }
}
