/** First run: whoever holds the operator's one-time token makes the team and becomes its owner. */
import { hashPassword } from "../../auth/password.ts";
import { sameSecret } from "../../auth/secret-comparison.ts";
import { adoptAudit, appendAudit } from "../../data/audit.ts";
import { database } from "../../data/database.ts";
import { createFirstTeam } from "../../data/setup.ts";
import { anyTeam } from "../../data/teams.ts";
import { type Account, checkAccount, readTeamName } from "../../domain/people/account.ts";
import { ok, type Refusal, type Result, refuse } from "../../domain/refusal.ts";
import { NO_TEAM, noteAttempt } from "../audit/attempts.ts";
import { newTokenId } from "../ids.ts";

export interface SetupInput extends Account {
  readonly setup_token: string;
  /** The team's name. */
  readonly team: string;
}

export interface SetupBody {
  readonly user: { readonly user_id: string; readonly name: string; readonly email: string };
  readonly team: { readonly team_id: string; readonly name: string };
  /** An API token with every scope, shown this once. */
  readonly token: string;
}

/** What set-up needs of a request; nobody is signed in yet. */
export interface SetupContext {
  readonly env: Pick<Env, "DB" | "SETUP_TOKEN">;
  /** Epoch ms. */
  readonly now: number;
  readonly address: string | null;
  readonly request_id?: string;
}

const TOKEN_LIFETIME_MS = 365 * 24 * 3_600_000;

export async function needsSetup(env: Pick<Env, "DB">): Promise<boolean> {
  return !(await anyTeam(database(env.DB)));
}

/**
 * Refuses with `already_set_up` (409), `invalid_setup_token` (403; also for every token while none is configured:
 * R7) or `invalid_input` (400, names the field). Of simultaneous calls exactly one makes a team (C30).
 */
export async function setUp(context: SetupContext, input: SetupInput): Promise<Result<SetupBody>> {
  const done = await makeFirstTeam(context, input);
  if (!done.ok) {
    const { request_id = "" } = context;
    await noteAttempt({ ...context, request_id }, { action: "team.set_up" }, done.refusal);
  }
  return done;
}

async function makeFirstTeam(context: SetupContext, input: SetupInput): Promise<Result<SetupBody>> {
  const db = database(context.env.DB);
  if (await anyTeam(db)) return refuse(alreadySetUp);
  if (!(await sameSecret(input.setup_token, context.env.SETUP_TOKEN))) {
    console.warn(`set-up refused: wrong setup token, from ${context.address ?? "an unknown address"}`);
    return refuse(invalidToken);
  }
  const team_name = readTeamName(input.team, "team");
  if (!team_name.ok) return team_name;
  const checked = checkAccount(input);
  if (!checked.ok) return checked;
  const { name, email, password } = checked.value;
  const team = { id: `team_${crypto.randomUUID()}`, name: team_name.value };
  const owner = { id: `user_${crypto.randomUUID()}`, name, email };
  const { now } = context;
  const created = await createFirstTeam(db, {
    team,
    owner,
    password_hash: await hashPassword(password),
    token: { id: newTokenId(), name: "Made at set-up", expires_at: now + TOKEN_LIFETIME_MS },
    now,
  });
  if (created === "already_set_up") return refuse(alreadySetUp);
  // Whoever tried before, with a wrong token: the new owner is to know.
  await adoptAudit(db, NO_TEAM, team.id);
  await appendAudit(db, {
    team_id: team.id,
    at: now,
    actor: { kind: "user", id: owner.id, label: name },
    address: context.address,
    action: "team.set_up",
    outcome: "done",
    target: `team:${team.name}`,
    data: {},
  });
  return ok({
    user: { user_id: owner.id, name, email },
    team: { team_id: team.id, name: team.name },
    token: created.secret,
  });
}

const alreadySetUp: Refusal = {
  reason_code: "already_set_up",
  message: "This Sandbar is set up already.",
  retryable: false,
  next_step: "Sign in, or ask an administrator of the team for an account.",
};

const invalidToken: Refusal = {
  reason_code: "invalid_setup_token",
  message: "This is not the one-time setup token.",
  retryable: false,
  next_step: "Use the link that the server printed when it started, or the operator's SETUP_TOKEN.",
  field: "setup_token",
};
