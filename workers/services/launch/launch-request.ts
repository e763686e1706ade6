/** Everything about a launch that can be wrong is found here, before anything is recorded (R6). */
import type { Profile } from "../../data/profiles.ts";
import { normaliseName } from "../../domain/names.ts";
import { type PolicySettings, readOwnIdleTimeout, withPatches } from "../../domain/policy/policy-settings.ts";
import { DEFAULT_PROFILE } from "../../domain/policy/profiles.ts";
import { checkRef } from "../../domain/refs.ts";
import { ok, type Refusal, type Result, refuse } from "../../domain/refusal.ts";
import { localRepository, parseRepository } from "../../domain/repository.ts";
import { DEFAULT_TEMPLATE, findTemplate, TEMPLATES } from "../../domain/sandbox/templates.ts";
import type { Visibility } from "../../domain/sandbox.ts";
import type { ServiceEnv } from "../context.ts";
import { checkCommand, checkEnvironment } from "./launch-command.ts";

export interface LaunchInput {
  readonly name: string;
  /** Excludes `template`; with neither, the template `empty`. */
  readonly repository?: string | null;
  readonly ref?: string | null;
  readonly profile?: string | null;
  readonly template?: string | null;
  /** Shell text, run by the sandbox's own shell as its task; the template's when absent. */
  readonly command?: string | null;
  readonly env?: Readonly<Record<string, string>>;
  readonly idle_timeout_minutes?: number | null;
  /** `team` when absent. */
  readonly visibility?: Visibility;
  /** Saves and tears down another sandbox of this name first. */
  readonly force_recreate?: boolean;
}

/** A launch with nothing left to check but quota and name. */
export interface LaunchPlan {
  readonly name: string;
  readonly repository: string | null;
  readonly ref: string | null;
  readonly template: string | null;
  readonly profile: Profile;
  readonly command: string | null;
  readonly env: Readonly<Record<string, string>>;
  readonly idle_timeout_minutes: number | null;
  readonly local_repository: string | null;
  readonly visibility: Visibility;
}

/** @param profiles of the team, and its `policy` */
export function readLaunch(
  input: LaunchInput,
  profiles: readonly Profile[],
  policy: PolicySettings,
  env: ServiceEnv,
): Result<LaunchPlan> {
  const name = normaliseName(input.name);
  if (!name.ok) return name;
  const source = readSource(input, env);
  if (!source.ok) return source;
  const profile = profiles.find((one) => one.name === (input.profile ?? DEFAULT_PROFILE));
  if (!profile)
    return refuse(
      unknown(
        "profile",
        profiles.map((one) => one.name),
      ),
    );
  const command = checkCommand(input.command ?? findTemplate(source.value.template ?? "")?.command ?? null);
  if (!command.ok) return command;
  const environment = checkEnvironment(input.env ?? {});
  if (!environment.ok) return environment;
  const settings = withPatches(policy, profile.policy);
  const idle = readOwnIdleTimeout(input.idle_timeout_minutes, settings);
  if (!idle.ok) return idle;
  return ok({
    ...source.value,
    name: name.value,
    profile,
    command: command.value,
    env: environment.value,
    idle_timeout_minutes: idle.value,
    visibility: input.visibility ?? "team",
  });
}

type Source = Pick<LaunchPlan, "repository" | "ref" | "template" | "local_repository">;

function readSource(input: LaunchInput, env: ServiceEnv): Result<Source> {
  const { repository, template, ref } = input;
  if (repository != null && template != null) return refuse(bothSources());
  if (repository == null) {
    if (ref != null) return refuse(refAlone());
    const name = template ?? DEFAULT_TEMPLATE;
    if (!findTemplate(name))
      return refuse(
        unknown(
          "template",
          TEMPLATES.map((one) => one.name),
        ),
      );
    return ok({ repository: null, ref: null, template: name, local_repository: null });
  }
  const parsed = parseRepository(repository);
  if (!parsed.ok) return parsed;
  const checkedRef = ref == null ? ok(null) : checkRef(ref);
  if (!checkedRef.ok) return checkedRef;
  const { url, local_path } = parsed.value;
  const local = local_path === null ? ok(null) : localRepository(local_path, repositoryRoots(env));
  if (!local.ok) return local;
  return ok({ repository: url, ref: checkedRef.value, template: null, local_repository: local.value });
}

/** Only the local engine can read the host's files; elsewhere nothing is allowed whatever the variable says. */
function repositoryRoots(env: ServiceEnv): string[] {
  if (env.ENGINE !== "local") return [];
  const roots = (env.LOCAL_REPOSITORY_ROOTS ?? "").split(":").map((root) => root.replace(/\/+$/, ""));
  return roots.filter((root) => root.startsWith("/"));
}

function bothSources(): Refusal {
  return {
    reason_code: "repository_and_template",
    message: "A sandbox starts from a repository or from a template, not from both.",
    retryable: false,
    next_step: "Leave one of them out.",
    field: "template",
  };
}

function refAlone(): Refusal {
  return {
    reason_code: "ref_without_repository",
    message: "A ref needs a repository.",
    retryable: false,
    next_step: "Name the repository, or leave the ref out.",
    field: "ref",
  };
}

function unknown(what: "profile" | "template", names: readonly string[]): Refusal {
  return {
    reason_code: `unknown_${what}`,
    message: `There is no such ${what}.`,
    retryable: false,
    next_step: names.length > 0 ? `Choose one of ${names.join(", ")}.` : `GET /api/v1/${what}s lists them.`,
    field: what,
  };
}
