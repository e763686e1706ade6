import { data, useOutletContext } from "react-router";
import { ForkForm, type ForkOffer } from "~/components/launch/fork-form.tsx";
import { useSandbox } from "~/live/sandbox/use-sandbox.tsx";
import { NAME_MAX_LENGTH } from "../../../workers/domain/names.ts";
import type { ServiceContext } from "../../../workers/services/context.ts";
import { listCheckpoints } from "../../../workers/services/keeping/checkpoints.ts";
import { getSandbox } from "../../../workers/services/sandboxes/get-sandbox.ts";
import { listProfiles } from "../../../workers/services/sandboxes/profiles.ts";
import { answered } from "../page/answer.ts";
import { pageContext } from "../page/page-context.ts";
import type { Route } from "./+types/fork.ts";
import type { SandboxPage } from "./page.ts";

/** The fork form as a page of its own: for a link opened in a new window, and without JavaScript. */
export async function loader({ context, params, url }: Route.LoaderArgs): Promise<ForkOffer> {
  const services = pageContext(context);
  const [checkpoints, profiles, name] = await Promise.all([
    listCheckpoints(services, { name: params.name }),
    listProfiles(services),
    freeName(services, params.name),
  ]);
  const wanted = url.searchParams.get("checkpoint");
  const verified = answered(checkpoints).items.filter((one) => one.verified);
  const checkpoint = wanted ? verified.find((one) => one.checkpoint_id === wanted) : verified[0];
  if (!checkpoint) throw data(NO_SUCH_CHECKPOINT, { status: 404 });
  return {
    checkpoint,
    name,
    profiles: answered(profiles).items.map(({ name, description }) => ({ name, description })),
  };
}

const NO_SUCH_CHECKPOINT = {
  reason_code: "checkpoint_missing",
  message: "This sandbox has no such verified checkpoint.",
  next_step: "Look at its checkpoints, and fork one of those.",
};

const NAMES_TRIED = 9;

/** "api-fork", or the first of "api-fork-2" and so on that nobody has; whoever is quicker still wins. */
async function freeName(services: ServiceContext, name: string): Promise<string> {
  for (let count = 1; count <= NAMES_TRIED; count++) {
    const end = count === 1 ? "-fork" : `-fork-${count}`;
    const candidate = name.replace(/-fork(-\d+)?$/, "").slice(0, NAME_MAX_LENGTH - end.length) + end;
    const taken = await getSandbox(services, { name: candidate });
    if (!taken.ok && taken.refusal.reason_code === "not_found") return candidate;
  }
  return "";
}

export default function Fork({ loaderData }: Route.ComponentProps) {
  const { record } = useSandbox();
  const { mayFork } = useOutletContext<SandboxPage>();
  if (!mayFork) return <p>You may not fork this sandbox; ask its owner, or an admin of the team.</p>;
  return (
    <section aria-labelledby="fork-title" className="panel grid max-w-lg gap-4 p-5">
      <h2 id="fork-title" className="font-semibold text-base">
        Fork {record.name}
      </h2>
      <ForkForm record={record} offer={loaderData} />
    </section>
  );
}
