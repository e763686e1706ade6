/** The teams of a person, and which one their browser session is in. Tokens stay bound to their own. */
import { database } from "../../data/database.ts";
import { createTeam as createRow } from "../../data/new-team.ts";
import { renameTeam as renameRow, switchSession, teamsOfPerson } from "../../data/teams.ts";
import { can, notFound, type Role } from "../../domain/access.ts";
import { readTeamName } from "../../domain/people/account.ts";
import { ok, type Refusal, type Result, refuse } from "../../domain/refusal.ts";
import { audited } from "../audit/audit-trail.ts";
import type { ServiceContext } from "../context.ts";
import { newTeamId } from "../ids.ts";

/** That one person may own. */
const TEAMS_OWNED_MAX = 20;

export interface TeamBody {
  readonly team_id: string;
  readonly name: string;
  /** The viewer's, there. */
  readonly role: Role;
  /** Whether it is the one that the viewer acts in. */
  readonly current: boolean;
}

/** In order of joining. A token knows of its own team alone: whoever has it is not told of the others. */
export async function listTeams({
  env,
  viewer,
}: ServiceContext): Promise<{ readonly items: readonly TeamBody[] }> {
  const teams = await teamsOfPerson(database(env.DB), viewer.user_id);
  const items = teams.map((team) => ({ ...team, current: team.team_id === viewer.team_id }));
  return { items: viewer.token ? items.filter(({ current }) => current) : items };
}

/** Another team, of which the viewer is the owner. Refuses with `invalid_input` or `too_many_teams`. */
export async function createTeam(
  context: ServiceContext,
  input: { readonly name: string },
): Promise<Result<TeamBody>> {
  const team_id = newTeamId();
  return audited(context, { action: "team.created", target: `team:${team_id}`, data: input }, async () => {
    const { env, viewer, now } = context;
    const decision = can(viewer, "teams.create");
    if (!decision.ok) return decision;
    const name = readTeamName(input.name);
    if (!name.ok) return name;
    const team = { id: team_id, name: name.value, owner: viewer.user_id };
    const made = await createRow(database(env.DB), team, TEAMS_OWNED_MAX, now);
    if (!made) return refuse(TOO_MANY_TEAMS);
    return ok({ team_id, name: name.value, role: "owner", current: false });
  });
}

/** Refuses with `invalid_input`. */
export async function renameTeam(
  context: ServiceContext,
  input: { readonly name: string },
): Promise<Result<TeamBody>> {
  const { env, viewer } = context;
  const { team_id, role } = viewer;
  return audited(context, { action: "team.renamed", target: `team:${team_id}`, data: input }, async () => {
    const decision = can(viewer, "team.change");
    if (!decision.ok) return decision;
    const name = readTeamName(input.name);
    if (!name.ok) return name;
    await renameRow(database(env.DB), team_id, name.value);
    return ok({ team_id, name: name.value, role, current: true });
  });
}

/** From the next request on, this browser acts there. Refuses with `session_needed`, or `not_found` for a team of others. */
export async function switchTeam(
  context: ServiceContext,
  { team_id }: { readonly team_id: string },
): Promise<Result<null>> {
  return audited(context, { action: "team.switched", target: `team:${team_id}` }, async () => {
    const { env, viewer } = context;
    const { user_id, session_id } = viewer;
    if (session_id === null) return refuse(SESSION_NEEDED);
    const switched = await switchSession(database(env.DB), { user_id, session_id }, team_id);
    return switched ? ok(null) : refuse(notFound("team"));
  });
}

const TOO_MANY_TEAMS: Refusal = {
  reason_code: "too_many_teams",
  message: `You own ${TEAMS_OWNED_MAX} teams, as many as one person may.`,
  retryable: false,
  next_step: "Hand one of them over first.",
};

const SESSION_NEEDED: Refusal = {
  reason_code: "session_needed",
  message: "A token belongs to one team.",
  retryable: false,
  next_step: "Make a token in the other team, or switch in the browser.",
};
