import { Lock } from "lucide-react";
import { data } from "react-router";
import { Toaster } from "~/components/controls/toaster.tsx";
import { tryServer } from "~/components/controls/try-server.ts";
import { useRefusalInSight } from "~/components/controls/use-refusal-in-sight.ts";
import type { PolicyAnswer } from "~/components/policy/policy-answer.ts";
import { PolicyForm } from "~/components/policy/policy-form.tsx";
import { PolicyReadOnly } from "~/components/policy/policy-read-only.tsx";
import { PolicySaved } from "~/components/policy/policy-saved.tsx";
import { usePolicyUndo } from "~/components/policy/use-policy-undo.ts";
import { can } from "../../../workers/domain/access.ts";
import { getPolicy } from "../../../workers/services/policy/policy.ts";
import { answered } from "../page/answer.ts";
import { pageContext } from "../page/page-context.ts";
import type { Route } from "./+types/policy.ts";
import { changePolicy, statusOf } from "./change-policy.ts";

export const meta: Route.MetaFunction = () => [{ title: "Policy · Sandbar" }];

export async function loader({ context }: Route.LoaderArgs) {
  const services = pageContext(context);
  const changing = can(services.viewer, "policy.change");
  return {
    policy: answered(await getPolicy(services)),
    denied: changing.ok ? null : changing.refusal.message,
  };
}

export async function action({ request, context }: Route.ActionArgs) {
  const answer = await changePolicy(pageContext(context), await request.formData());
  return data(answer, { status: statusOf(answer) });
}

export async function clientAction({ serverAction }: Route.ClientActionArgs) {
  const answer = await tryServer(() => serverAction());
  if ("kind" in answer) return answer;
  const unreached: PolicyAnswer = { kind: "refused", ...answer.data, typed: {} };
  return data(unreached, answer.init ?? undefined);
}

/** Nothing was saved, and the words that say why are above the form's fields. */
const REFUSING: readonly PolicyAnswer["kind"][] = ["refused", "clashed", "unconfirmed"];

export default function Policy({ loaderData, actionData }: Route.ComponentProps) {
  const answer: PolicyAnswer | null = actionData ?? null;
  usePolicyUndo(answer);
  useRefusalInSight(answer && REFUSING.includes(answer.kind) ? answer : null);
  // An answer may know a later policy than the page was loaded with.
  const told = answer && "policy" in answer ? answer.policy : loaderData.policy;
  const policy = told.version > loaderData.policy.version ? told : loaderData.policy;
  return (
    <section aria-labelledby="policy-title" className="grid gap-5">
      <div className="max-w-3xl">
        <h2 id="policy-title" className="font-medium">
          Policy
        </h2>
        <p className="mt-1 text-muted">
          When sandboxes are saved, stopped and deleted by themselves. Nothing stops before its files are
          saved and people were warned. Profiles may set values of their own.
        </p>
      </div>
      {loaderData.denied ? (
        <div className="grid max-w-3xl gap-5">
          <p className="panel flex gap-2.5 p-3 text-muted">
            <Lock className="mt-0.5 size-4 shrink-0" aria-hidden />
            {loaderData.denied} Ask an admin of the team.
          </p>
          <PolicyReadOnly policy={policy} />
        </div>
      ) : (
        <>
          <PolicySaved answer={answer} />
          <PolicyForm policy={policy} answer={answer} />
          <Toaster />
        </>
      )}
    </section>
  );
}
