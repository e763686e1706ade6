import { useOutletContext } from "react-router";
import { TeardownForm } from "~/components/teardown/teardown-form.tsx";
import { useSandbox } from "~/live/sandbox/use-sandbox.tsx";
import { gitFacts } from "../../../workers/services/work/git.ts";
import { pageContext } from "../page/page-context.ts";
import type { Route } from "./+types/teardown.ts";
import type { SandboxPage } from "./page.ts";

/** The teardown form as a page of its own: for a link opened in a new window, and without JavaScript. */
export async function loader({ context, params }: Route.LoaderArgs) {
  const facts = await gitFacts(pageContext(context), { name: params.name });
  return { git: facts.ok ? facts.value : null };
}

export default function Teardown({ loaderData }: Route.ComponentProps) {
  const { record } = useSandbox();
  const { mayChange } = useOutletContext<SandboxPage>();
  if (!mayChange) return <p>Only its owner or an admin can tear it down.</p>;
  if (record.state === "destroyed") return <p>It is torn down already.</p>;
  return (
    <section aria-labelledby="teardown-title" className="panel grid max-w-lg gap-4 p-5">
      <h2 id="teardown-title" className="font-semibold text-base">
        Tear down {record.name}
      </h2>
      <TeardownForm record={record} git={loaderData.git} />
    </section>
  );
}
