import { namesOfIds } from "../../data/audit-names.ts";
import { database } from "../../data/database.ts";
import type { ServiceContext } from "../context.ts";
import type { AuditBody } from "./audit-log.ts";

/** As services/ids.ts and sign-up make them. */
const ID = /\b(?:user|tok|share|team)_[\w-]{8,64}\b/g;

/** What the ids that these entries speak of are called today; for people who read them, and not part of the log. */
export async function namesIn(
  { env, viewer }: ServiceContext,
  entries: readonly AuditBody[],
): Promise<Readonly<Record<string, string>>> {
  const text = entries.map(({ target, data }) => `${target} ${JSON.stringify(data)}`).join(" ");
  const ids = [...new Set(text.match(ID) ?? [])];
  return Object.fromEntries(await namesOfIds(database(env.DB), viewer.team_id, ids));
}
