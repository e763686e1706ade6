import type { Owner } from "../simulation.ts";
import type { Row, Sql } from "./sql.ts";

/** What a dead instance meets when something of it still runs: it never may. */
class Revoked extends Error {}

/** The alarm as the host keeps it: one time, which survives the instance. */
export interface AlarmClock {
  /** Null while none is set; the one that is being handled counts as none. */
  at(): number | null;
  set(at: number | null): void;
}

/**
 * A Durable Object's storage over SQLite in memory. What it copies of workerd: `exec` runs at once and whole, and its
 * cursor is read from memory; `transactionSync` keeps all or nothing; writes are durable before anything that is sent
 * after them leaves (output gates), which holds here because nothing leaves before the next step; calls about the
 * alarm let no event in between (input gates), so they answer without a step.
 */
export function storageOf(owner: Owner, sql: Sql, alarm: AlarmClock, committed: () => void) {
  const mine = () => {
    if (!owner.alive) throw new Revoked("this instance of the object is gone");
  };
  let depth = 0;
  return {
    sql: {
      exec: (query: string, ...parameters: unknown[]) => {
        mine();
        if (parameters.length > 0) return cursorOf(sql.rows(query, parameters));
        if (!/^\s*CREATE /.test(query)) return cursorOf(sql.rows(query));
        sql.script(query);
        return cursorOf([]);
      },
    },
    transactionSync: <T>(work: () => T): T => {
      mine();
      depth++;
      try {
        const result = sql.transaction(work);
        if (depth === 1) committed();
        return result;
      } finally {
        depth--;
      }
    },
    getAlarm: async () => {
      mine();
      return alarm.at();
    },
    setAlarm: async (at: number | Date) => {
      mine();
      alarm.set(Number(at));
    },
    deleteAlarm: async () => {
      mine();
      alarm.set(null);
    },
  };
}

function cursorOf(rows: Row[]) {
  return {
    toArray: () => rows,
    one: () => {
      if (rows.length !== 1) throw new Error(`expected one row, got ${rows.length}`);
      return rows[0];
    },
    [Symbol.iterator]: () => rows[Symbol.iterator](),
  };
}
