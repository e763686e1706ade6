import { data, replace } from "react-router";
import { FrontDoor } from "~/components/frame/front-door.tsx";
import { JoinForm } from "~/components/sharing/join-form.tsx";
import { LinkError } from "~/components/sharing/link-error.tsx";
import { LinkGives } from "~/components/sharing/link-gives.tsx";
import { readContext } from "../../../workers/http/context.ts";
import { joinShare, readShareLink } from "../../../workers/services/sharing/shared.ts";
import { answered } from "../page/answer.ts";
import { refusalStatus } from "../page/refusal-status.ts";
import type { Route } from "./+types/share-link.ts";

export const meta: Route.MetaFunction = ({ loaderData }) => [
  { title: loaderData ? `${loaderData.link.sandbox_name}, shared · Sandbar` : "Share link · Sandbar" },
  { name: "robots", content: "noindex" },
];

/** Where nothing of the link's secret is in the address. */
const inside = (share_id: string) => `/shared/${share_id}`;

export async function loader({ request, context, params }: Route.LoaderArgs) {
  const visitor = readContext(context);
  const link = answered(await readShareLink(visitor, request, params.token));
  if (link.joined) throw replace(inside(link.share_id));
  return { link, name: visitor.viewer?.name ?? "" };
}

export async function action({ request, context, params }: Route.ActionArgs) {
  const form = await request.formData();
  const name = String(form.get("name") ?? "");
  const password = String(form.get("password") ?? "");
  const joined = await joinShare(readContext(context), request, { token: params.token, name, password });
  if (joined.ok) {
    const { share_id, cookie } = joined.value;
    throw replace(inside(share_id), { headers: cookie === null ? {} : { "Set-Cookie": cookie } });
  }
  const { refusal } = joined;
  const status = refusalStatus(refusal);
  // The link itself is over: there is no form to put that into.
  if (status === 404 || status === 410) answered(joined);
  const headers = new Headers();
  if (status === 429) headers.set("Retry-After", String(refusal.retry_after_seconds ?? 60));
  return data({ refusal, name }, { status, headers });
}

export default function ShareLink({ loaderData, actionData, params }: Route.ComponentProps) {
  const { link, name } = loaderData;
  return (
    <FrontDoor
      title={`${link.shared_by} shares ${link.sandbox_name} with you`}
      detail={link.label ?? "A sandbox: a place where code runs."}
    >
      <LinkGives link={link} />
      <JoinForm
        token={params.token}
        name={actionData?.name ?? name}
        hasPassword={link.has_password}
        refusal={actionData?.refusal ?? null}
      />
    </FrontDoor>
  );
}

export function ErrorBoundary({ error }: Route.ErrorBoundaryProps) {
  return <LinkError error={error} />;
}
