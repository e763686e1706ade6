/** What a sandbox tells the audit log of itself: its own journal's events, each once however often it is sent. */
import { sql } from "drizzle-orm";
import type { SandboxEvent, SandboxRecord } from "../domain/sandbox.ts";
import type { Database } from "./database.ts";

export interface OwnDeed {
  readonly event: SandboxEvent;
  /** noun.verb, as for what people do. */
  readonly action: string;
}

export async function appendOwnDeeds(
  db: Database,
  { id, team_id, name }: SandboxRecord,
  deeds: readonly OwnDeed[],
): Promise<void> {
  if (deeds.length === 0) return;
  const rows = deeds.map(({ event, action }) => {
    const { seq, at, actor, from, to, reason, operation_id } = event;
    const data = { sandbox_id: id, ...event.data, from, to, reason, operation_id };
    return { at, actor, action, data: JSON.stringify(data), origin: `event:${id}:${seq}` };
  });
  await db.run(sql`
    INSERT INTO audit (team_id, at, actor_kind, actor_id, actor_label, address, action, outcome, target, data, origin)
    SELECT ${team_id}, value ->> '$.at', value ->> '$.actor.kind', value ->> '$.actor.id', value ->> '$.actor.label',
           NULL, value ->> '$.action', 'done', ${`sandbox:${name}`}, value ->> '$.data', value ->> '$.origin'
    FROM json_each(${JSON.stringify(rows)})
    WHERE NOT EXISTS (SELECT 1 FROM audit WHERE origin = value ->> '$.origin')
    ORDER BY key`);
}
