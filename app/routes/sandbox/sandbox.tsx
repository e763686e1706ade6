import type { ReactNode } from "react";
import { data, Outlet, useParams } from "react-router";
import { tryServer } from "~/components/controls/try-server.ts";
import { ErrorPage, errorTitle } from "~/components/frame/error-page.tsx";
import { InOtherTeam, otherTeams } from "~/components/frame/in-other-team.tsx";
import { SandboxHeader } from "~/components/sandbox/sandbox-header.tsx";
import { LiveSandbox } from "~/live/sandbox/use-sandbox.tsx";
import { can } from "../../../workers/domain/access.ts";
import type { Refusal } from "../../../workers/domain/refusal.ts";
import { teamsWithSandbox } from "../../../workers/services/sandboxes/elsewhere.ts";
import { getSandbox } from "../../../workers/services/sandboxes/get-sandbox.ts";
import { answered } from "../page/answer.ts";
import { pageContext } from "../page/page-context.ts";
import type { Route } from "./+types/sandbox.ts";
import { notTheOne, runCommand } from "./command.ts";

type LoaderData = Route.ComponentProps["loaderData"];

export const meta: Route.MetaFunction = ({ error, loaderData, params }) => [
  { title: error ? errorTitle(error) : `${loaderData?.record.name ?? params.name} · Sandbar` },
];

export async function loader({ context, params }: Route.LoaderArgs) {
  const services = pageContext(context);
  const { viewer } = services;
  const found = await getSandbox(services, { name: params.name });
  if (!found.ok && found.refusal.reason_code === "not_found") {
    const teams = await teamsWithSandbox(services, params.name);
    if (teams.length > 0) throw data({ ...found.refusal, teams }, { status: 404 });
  }
  const record = answered(found);
  const resource = { team_id: viewer.team_id, owner_id: record.owner.user_id };
  return {
    record,
    mayChange: can(viewer, "sandboxes.change", resource).ok,
    mayShare: can(viewer, "shares.manage", resource).ok,
    mayType: can(viewer, "sandboxes.exec", resource).ok,
    mayFork: can(viewer, "sandboxes.launch").ok && can(viewer, "sandboxes.fork", resource).ok,
  };
}

/** Every button of the page posts here with its `intent`; the live socket shows what becomes of it. */
export async function action({ request, context, params, url }: Route.ActionArgs) {
  const services = pageContext(context);
  const form = await request.formData();
  const meant = url.searchParams.get("of");
  const refusal =
    (meant === null ? null : await notTheOne(services, params.name, meant)) ??
    (await runCommand(services, params.name, form));
  return data({ refusal, intent: String(form.get("intent")) }, { status: refusal ? 409 : 202 });
}

export const clientAction = ({ serverAction }: Route.ClientActionArgs) => tryServer(() => serverAction());

export default function Sandbox({ loaderData, actionData }: Route.ComponentProps) {
  return (
    <Frame {...loaderData} refusal={actionData?.refusal ?? null}>
      <Outlet context={loaderData} />
    </Frame>
  );
}

interface FrameProps extends LoaderData {
  readonly refusal: Refusal | null;
  readonly children: ReactNode;
}

function Frame({ record, mayChange, mayShare, refusal, children }: FrameProps) {
  const { terminal } = useParams();
  const base = `/sandboxes/${record.name}`;
  return (
    <LiveSandbox key={record.id} record={record}>
      <SandboxHeader
        mayChange={mayChange}
        mayShare={mayShare}
        refusal={refusal}
        terminalPath={terminal ? `${base}/terminals/${terminal}` : base}
      />
      <div className="pt-4">{children}</div>
    </LiveSandbox>
  );
}

/** A link from another team of the person leads there; what one part can't show leaves the others in reach. */
export function ErrorBoundary({ error, loaderData, params }: Route.ErrorBoundaryProps) {
  const teams = otherTeams(error);
  if (teams.length > 0) return <InOtherTeam sandbox={params.name ?? ""} teams={teams} />;
  if (!loaderData) return <ErrorPage error={error} />;
  return (
    <Frame {...(loaderData as LoaderData)} refusal={null}>
      <ErrorPage error={error} inside />
    </Frame>
  );
}
