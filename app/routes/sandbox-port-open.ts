import { redirect } from "react-router";
import { openPreview } from "../../workers/services/previews.ts";
import type { Route } from "./+types/sandbox-port-open.ts";
import { answered } from "./answer.ts";
import { pageContext } from "./page-context.ts";

/** Leads to what listens on a port, on its own origin; `?path=` is where there. Terminals' links and the API name this. */
export async function loader({ context, params, url }: Route.LoaderArgs) {
  const path = url.searchParams.get("path") ?? "/";
  const { location } = answered(
    await openPreview(pageContext(context), { name: params.name, port: params.port, path }),
  );
  return redirect(location);
}
