import { database } from "../../data/database.ts";
import { findSandboxByName } from "../../data/sandboxes.ts";
import { teamsOfPerson } from "../../data/teams.ts";
import { can, resourceOf } from "../../domain/access.ts";
import { normaliseName } from "../../domain/names.ts";
import type { ServiceContext } from "../context.ts";

/** The viewer's other teams in which they may see a sandbox of that name. A token knows of none. */
export async function teamsWithSandbox(
  { env, viewer }: ServiceContext,
  rawName: string,
): Promise<readonly { readonly team_id: string; readonly name: string }[]> {
  const name = normaliseName(rawName);
  if (viewer.token || !name.ok) return [];
  const db = database(env.DB);
  const others = (await teamsOfPerson(db, viewer.user_id)).filter(
    ({ team_id }) => team_id !== viewer.team_id,
  );
  const found = await Promise.all(
    others.map(async ({ team_id, role, name: team }) => {
      const row = await findSandboxByName(db, team_id, name.value);
      const seen = row && can({ ...viewer, team_id, role }, "sandboxes.read", resourceOf(row.record)).ok;
      return seen ? [{ team_id, name: team }] : [];
    }),
  );
  return found.flat();
}
