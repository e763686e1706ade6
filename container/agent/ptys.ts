/** All terminals of the sandbox, by id. */
import type { AgentEvent, PtyInfo, PtyRequest } from "../../workers/engines/agent-api.ts";
import type { ActivityClock } from "./activity.ts";
import type { Freezer } from "./freezer.ts";
import { Pty } from "./pty.ts";
import { Refused } from "./refused.ts";
import { Screens } from "./screen/screens.ts";
import type { Settings } from "./settings.ts";

export type PtyEventType = Extract<AgentEvent, { readonly pty: PtyInfo }>["type"];

const MAX_LIVE = 64;
const MAX_EXITED = 16;

export class Ptys {
  readonly #settings: Settings;
  readonly #activity: ActivityClock;
  readonly #freezer: Freezer;
  readonly #changed: (type: PtyEventType, info: PtyInfo) => void;
  readonly #screens = new Screens();
  readonly #ptys = new Map<string, { readonly input: string; readonly pty: Pty }>();

  constructor(
    settings: Settings,
    activity: ActivityClock,
    freezer: Freezer,
    changed: (type: PtyEventType, info: PtyInfo) => void,
  ) {
    this.#settings = settings;
    this.#activity = activity;
    this.#freezer = freezer;
    this.#changed = changed;
  }

  get live(): number {
    return [...this.#ptys.values()].filter(({ pty }) => pty.exit === null).length;
  }

  /** Live terminals that somebody looks at. */
  get attached(): number {
    return [...this.#ptys.values()].filter(({ pty }) => pty.exit === null && pty.viewers.count > 0).length;
  }

  list(): PtyInfo[] {
    return [...this.#ptys.values()].map(({ pty }) => pty.describe());
  }

  get(ptyId: string): Pty {
    const entry = this.#ptys.get(ptyId);
    if (entry) return entry.pty;
    throw new Refused(404, "pty_not_found", `There is no terminal ${ptyId}.`);
  }

  /** Idempotent by id and command; size and name are what the first one asked for until they are changed. */
  create(request: PtyRequest): { created: boolean; info: PtyInfo } {
    const { cols: _cols, rows: _rows, name: _name, ...command } = request;
    const input = JSON.stringify(command);
    const existing = this.#ptys.get(request.pty_id);
    if (existing) {
      if (existing.input === input) return { created: false, info: existing.pty.describe() };
      throw new Refused(409, "pty_conflict", `The terminal ${request.pty_id} was created with other input.`, {
        field: "pty_id",
        next_step: "Use a new pty_id.",
      });
    }
    this.#freezer.check();
    if (this.live >= MAX_LIVE) {
      throw new Refused(409, "too_many_terminals", `The sandbox has ${MAX_LIVE} terminals.`, {
        retryable: true,
        next_step: "Close a terminal that is not needed.",
      });
    }
    const pty = new Pty(this.#settings, request, {
      activity: this.#activity,
      screens: this.#screens,
      onTitle: (changed) => this.#changed("pty_changed", changed.describe()),
      onExit: (ended) => this.#exited(ended),
    });
    if (pty.startFailed) {
      throw new Refused(
        503,
        "terminal_failed",
        "The sandbox could not start another process for a terminal.",
        {
          retryable: true,
        },
      );
    }
    this.#ptys.set(request.pty_id, { input, pty });
    const info = pty.describe();
    this.#changed("pty_opened", info);
    return { created: true, info };
  }

  /** Null takes the name away. */
  rename(ptyId: string, name: string | null): PtyInfo {
    const pty = this.get(ptyId);
    const isNew = pty.name !== name;
    pty.name = name;
    const info = pty.describe();
    if (isNew) this.#changed("pty_changed", info);
    return info;
  }

  /** Resolves once nothing of it is left; one that does not exist is closed already. */
  async close(ptyId: string): Promise<void> {
    const entry = this.#ptys.get(ptyId);
    if (entry === undefined) return;
    this.#freezer.check();
    await entry.pty.close();
    if (this.#ptys.get(ptyId) !== entry) return;
    this.#ptys.delete(ptyId);
    this.#changed("pty_closed", entry.pty.describe());
  }

  #exited(pty: Pty): void {
    if (!this.#ptys.has(pty.id)) return;
    this.#changed("pty_exited", pty.describe());
    const exited = [...this.#ptys].filter(
      ([, entry]) => entry.pty.exit !== null && entry.pty.viewers.count === 0,
    );
    for (const [id, entry] of exited.slice(0, Math.max(0, exited.length - MAX_EXITED))) {
      this.#ptys.delete(id);
      entry.pty.forget();
      this.#changed("pty_closed", entry.pty.describe());
    }
  }
}
