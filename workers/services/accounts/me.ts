import { database } from "../../data/database.ts";
import { findTeam } from "../../data/teams.ts";
import { type Ability, abilitiesOf, type Role, type Scope } from "../../domain/access.ts";
import type { ServiceContext } from "../context.ts";

export interface MeBody {
  readonly user: { readonly user_id: string; readonly name: string };
  readonly team: { readonly team_id: string; readonly name: string };
  readonly role: Role;
  readonly abilities: readonly Ability[];
  /** Of the token that asks; null in a browser session. */
  readonly scopes: readonly Scope[] | null;
}

/** Who asks, in which team, and what they may do. Every viewer may know that. */
export async function me({ env, viewer }: ServiceContext): Promise<MeBody> {
  const team = await findTeam(database(env.DB), viewer.team_id);
  if (!team) throw new Error(`team ${viewer.team_id} of a viewer does not exist`);
  return {
    user: { user_id: viewer.user_id, name: viewer.name },
    team: { team_id: team.id, name: team.name },
    role: viewer.role,
    abilities: abilitiesOf(viewer),
    scopes: viewer.token?.scopes ?? null,
  };
}
