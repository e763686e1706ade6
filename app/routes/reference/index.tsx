import { ReferenceBasics } from "~/components/reference/reference-basics.tsx";
import { ReferenceList } from "~/components/reference/reference-list.tsx";
import { referenceIndex } from "../../../workers/api/reference.ts";
import { readContext } from "../../../workers/http/context.ts";
import type { Route } from "./+types/index.ts";

export async function loader({ context, url }: Route.LoaderArgs) {
  const { origin } = new URL(readContext(context).env.PUBLIC_URL);
  const q = url.searchParams.get("q")?.slice(0, 200) ?? "";
  return { origin, q, groups: referenceIndex(origin).groups };
}

export default function ApiOverview({ loaderData: { origin, q, groups } }: Route.ComponentProps) {
  return (
    <div className="grid gap-8">
      <header>
        <h1 className="font-semibold text-xl tracking-tight">API reference</h1>
        <p className="mt-0.5 text-muted">Everything that a person can do in the browser, for programs.</p>
      </header>
      <ReferenceBasics origin={origin} />
      <ReferenceList key={q} groups={groups} q={q} />
    </div>
  );
}
