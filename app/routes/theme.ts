import { redirect } from "react-router";
import { isTheme, themeCookie } from "~/components/frame/theme.ts";
import { ownPath } from "../../workers/domain/people/own-path.ts";
import type { Route } from "./+types/theme.ts";

/** Keeps the chosen theme in a cookie and goes back to where it was chosen. */
export async function action({ request }: Route.ActionArgs) {
  const form = await request.formData();
  const theme = form.get("theme");
  return redirect(ownPath(form.get("from")), {
    headers: { "Set-Cookie": themeCookie(isTheme(theme) ? theme : "system") },
  });
}

export function loader() {
  return redirect("/settings");
}
