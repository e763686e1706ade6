import { data } from "react-router";
import { ErrorPage } from "~/components/frame/error-page.tsx";
import { Operation } from "~/components/reference/reference-operation.tsx";
import { referenceGroup } from "../../../workers/api/reference.ts";
import { readContext } from "../../../workers/http/context.ts";
import type { Route } from "./+types/group.ts";

export const meta: Route.MetaFunction = ({ loaderData }) => [
  { title: `${loaderData?.name ?? "Not found"} · API reference · Sandbar` },
];

export async function loader({ context, params }: Route.LoaderArgs) {
  const { origin } = new URL(readContext(context).env.PUBLIC_URL);
  const group = referenceGroup(params.group, origin);
  if (!group) {
    const message = "The API’s reference has no such part.";
    throw data(
      { message, next_step: "Choose another part of the reference.", reason_code: "not_found" },
      { status: 404 },
    );
  }
  return group;
}

export default function ApiGroup({
  loaderData: { name, description, operations, objects },
}: Route.ComponentProps) {
  return (
    <div className="grid gap-4">
      <header>
        <h1 className="font-semibold text-xl tracking-tight">{name}</h1>
        <p className="mt-0.5 text-muted">{description}</p>
      </header>
      <ul aria-label="Operations of this part" className="flex flex-wrap gap-x-4 gap-y-1 text-xs">
        {operations.map(({ id, summary }) => (
          <li key={id}>
            <a href={`#${id}`} className="text-accent underline">
              {summary.replaceAll("`", "").split(/[;:]/)[0]}
            </a>
          </li>
        ))}
      </ul>
      {operations.map((operation) => (
        <Operation key={operation.id} operation={operation} objects={objects} />
      ))}
    </div>
  );
}

/** Beside the list of the parts. */
export function ErrorBoundary({ error }: Route.ErrorBoundaryProps) {
  return <ErrorPage error={error} />;
}
