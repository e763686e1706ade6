import { redirect } from "react-router";
import type { Route } from "./+types/terminals.ts";

/** A sandbox's terminals without naming one are its first page, which opens one. What the address asks for stays. */
export function loader({ params, url }: Route.LoaderArgs) {
  throw redirect(`/sandboxes/${encodeURIComponent(params.name)}${url.search}`);
}
