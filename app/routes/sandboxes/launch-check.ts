import type { LaunchChecks } from "~/components/launch/use-launch-checks.ts";
import { normaliseName } from "../../../workers/domain/names.ts";
import { parseRepository } from "../../../workers/domain/repository.ts";
import type { ServiceContext } from "../../../workers/services/context.ts";
import { nameTaken } from "../../../workers/services/sandboxes/name-taken.ts";
import { pageContext } from "../page/page-context.ts";
import type { Route } from "./+types/launch-check.ts";

/** What the launch form says while it is filled in: whether the name is free, and the address well formed. */
export async function loader({ context, url }: Route.LoaderArgs) {
  const typed = url.searchParams.get("name") ?? "";
  const repository = (url.searchParams.get("repository") ?? "").trim();
  const forks = url.searchParams.get("purpose") === "fork";
  const name = normaliseName(typed);
  const parsed = repository === "" ? null : parseRepository(repository);
  const checks: LaunchChecks = {
    name: name.ok
      ? { normalised: name.value, problem: await takenBy(pageContext(context), name.value, forks) }
      : {
          normalised: null,
          problem: typed === "" ? null : `${name.refusal.message} ${name.refusal.next_step}`,
        },
    repository: {
      problem:
        parsed && !parsed.ok
          ? [parsed.refusal.message, parsed.refusal.next_step].filter(Boolean).join(" ")
          : null,
    },
  };
  return Response.json(checks);
}

async function takenBy(services: ServiceContext, name: string, forks: boolean): Promise<string | null> {
  const taken = await nameTaken(services, name);
  if (!taken) return null;
  if (taken.owner === null) return `The name ${name} is taken in this team. Choose another one.`;
  const next = forks ? "Choose another name." : "Launching with the same source and size opens it.";
  return `${taken.owner} has a sandbox named ${name} already. ${next}`;
}
