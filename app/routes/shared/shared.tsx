import { data, Outlet, redirect, useParams } from "react-router";
import { GuestFrame } from "~/components/sharing/guest-frame.tsx";
import { LinkError } from "~/components/sharing/link-error.tsx";
import { LiveShared } from "~/live/sandbox/use-shared.tsx";
import { leaveShared, readShared } from "../../../workers/services/sharing/guests.ts";
import { answered } from "../page/answer.ts";
import type { Route } from "./+types/shared.ts";
import { guestVisit } from "./context.ts";

export const meta: Route.MetaFunction = ({ loaderData }) => [
  { title: `${loaderData?.sandbox.name ?? "Share link"} · Sandbar` },
  { name: "robots", content: "noindex" },
];

export async function loader(asked: Route.LoaderArgs) {
  return answered(await readShared(await guestVisit(asked)));
}

/** Leaving. */
export async function action(asked: Route.ActionArgs) {
  const form = await asked.request.formData();
  if (form.get("intent") !== "leave") throw data(null, { status: 400 });
  const { cookie } = answered(await leaveShared(await guestVisit(asked)));
  throw redirect(`/shared/${asked.params.share_id}`, { headers: { "Set-Cookie": cookie } });
}

/** The socket tells what changes; the link itself stays what it was. */
export function shouldRevalidate({ formMethod }: { formMethod?: string }) {
  return formMethod !== undefined;
}

export default function Shared({ loaderData }: Route.ComponentProps) {
  const { terminal = null } = useParams();
  const { share, sandbox } = loaderData;
  return (
    <LiveShared key={share.share_id} share_id={share.share_id} record={sandbox}>
      <GuestFrame shared={loaderData} terminal={terminal}>
        <Outlet context={loaderData} />
      </GuestFrame>
    </LiveShared>
  );
}

export function ErrorBoundary({ error }: Route.ErrorBoundaryProps) {
  return <LinkError error={error} />;
}
