import { GuestWorkplace } from "~/components/sharing/guest-workplace.tsx";
import type { Route } from "./+types/terminal.ts";
import { sharedShells } from "./shells.ts";

export async function loader(asked: Route.LoaderArgs) {
  return { shells: await sharedShells(asked) };
}

/** The socket tells which shells there are; to go to another one asks nothing. */
export function shouldRevalidate() {
  return false;
}

export default function SharedTerminal({ loaderData, params }: Route.ComponentProps) {
  return <GuestWorkplace loaded={loaderData.shells} terminal={params.terminal} />;
}
