import { redirect } from "react-router";
import { GuestWorkplace } from "~/components/sharing/guest-workplace.tsx";
import type { Route } from "./+types/home.ts";
import { guestVisit } from "./context.ts";
import { sharedShells } from "./shells.ts";

/** Leads to the first terminal where there is one; without its terminals the timeline is what a link gives first. */
export async function loader(asked: Route.LoaderArgs) {
  const { context } = await guestVisit(asked);
  if (!context.viewer.parts.includes("terminal")) throw redirect(`/shared/${asked.params.share_id}/timeline`);
  const shells = await sharedShells(asked);
  const [first] = shells;
  if (first) throw redirect(`/shared/${asked.params.share_id}/terminals/${first.terminal_id}`);
  return { shells };
}

export default function SharedHome({ loaderData }: Route.ComponentProps) {
  return <GuestWorkplace loaded={loaderData.shells} terminal={null} />;
}
