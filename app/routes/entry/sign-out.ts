import { redirect } from "react-router";
import { readContext } from "../../../workers/http/context.ts";
import { signOut } from "../../../workers/services/accounts/sessions.ts";
import type { Route } from "./+types/sign-out.ts";

export async function action({ request, context }: Route.ActionArgs) {
  const { cookies } = await signOut(readContext(context).env, request);
  const headers = new Headers();
  for (const cookie of cookies) headers.append("Set-Cookie", cookie);
  return redirect("/sign-in", { headers });
}

/** Opening the address signs nobody out: another site could link to it. */
export function loader() {
  return redirect("/");
}
