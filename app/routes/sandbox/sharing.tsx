import { data, useNavigation } from "react-router";
import { RefusalNote } from "~/components/controls/refusal-note.tsx";
import { tryServer } from "~/components/controls/try-server.ts";
import { useRefreshWhen } from "~/components/controls/use-refresh-when.ts";
import { useRefusalInSight } from "~/components/controls/use-refusal-in-sight.ts";
import { useReloadEvery } from "~/components/controls/use-reload-every.ts";
import { MadeLink } from "~/components/sharing/made-link.tsx";
import { QuickShare } from "~/components/sharing/quick-share.tsx";
import { ShareForm } from "~/components/sharing/share-form.tsx";
import { ShareList } from "~/components/sharing/share-list.tsx";
import { TransferForm } from "~/components/sharing/transfer-form.tsx";
import { VisibilityForm } from "~/components/sharing/visibility-form.tsx";
import { useSandbox } from "~/live/sandbox/use-sandbox.tsx";
import {
  listShareLinks,
  makeShareLink,
  revokeShareLink,
} from "../../../workers/services/sharing/share-links.ts";
import { listMembers } from "../../../workers/services/team/members.ts";
import { answered, refusalOf } from "../page/answer.ts";
import { pageContext } from "../page/page-context.ts";
import type { Route } from "./+types/sharing.ts";
import { QUICK_SHARE, shareRequest } from "./share-request.ts";

/** Others make links and take them back while it is looked at. */
const RELOAD_MS = 15_000;

export async function loader({ context, params }: Route.LoaderArgs) {
  const services = pageContext(context);
  const [links, members] = await Promise.all([
    listShareLinks(services, { name: params.name }),
    listMembers(services),
  ]);
  const may_own = answered(members).items.filter(({ role }) => role !== "viewer");
  return {
    ...answered(links),
    members: may_own.map(({ user_id, name }) => ({ user_id, name })),
  };
}

export async function action({ request, context, params: { name } }: Route.ActionArgs) {
  const services = pageContext(context);
  const form = await request.formData();
  const intent = String(form.get("intent"));
  if (intent === "revoke") {
    const revoked = await revokeShareLink(services, { name, share_id: String(form.get("share_id")) });
    return data(
      { refusal: refusalOf(revoked), made: null, revoked: revoked.ok },
      { status: revoked.ok ? 200 : 409 },
    );
  }
  const wanted = intent === "quick" ? QUICK_SHARE : shareRequest(form);
  const made = await makeShareLink(services, { ...wanted, name });
  if (!made.ok) return data({ refusal: made.refusal, made: null }, { status: 400 });
  const { url, role, parts, expires_at, has_password } = made.value;
  return data(
    { refusal: null, made: { url, share: { role, parts, expires_at, has_password } } },
    { status: 201 },
  );
}

export const clientAction = ({ serverAction }: Route.ClientActionArgs) => tryServer(() => serverAction());

export default function Sharing({ loaderData, actionData }: Route.ComponentProps) {
  const { record, viewers } = useSandbox();
  useRefusalInSight(actionData?.refusal);
  const busy = useNavigation().state === "submitting";
  const made = actionData && "made" in actionData ? actionData.made : null;
  const refusal = actionData?.refusal ?? null;
  useReloadEvery(RELOAD_MS);
  // Whoever comes or goes by a link changes what its row says.
  useRefreshWhen(viewers.flatMap(({ share_id, name }) => (share_id ? [[share_id, name]] : [])));
  return (
    <section aria-labelledby="sharing-title" className="grid max-w-3xl grid-cols-[minmax(0,1fr)] gap-5">
      <h2 id="sharing-title" className="sr-only">
        Sharing
      </h2>
      <RefusalNote refusal={refusal?.field ? null : refusal} />
      {made ? <MadeLink share={made.share} url={made.url} /> : null}
      {actionData && "revoked" in actionData && actionData.revoked ? (
        <p role="status" className="rounded-lg border border-current p-3 text-ok tinted">
          <span className="text-text">The link is revoked: it lets nobody in, and nobody is in by it.</span>
        </p>
      ) : null}
      <div className="panel grid gap-4 p-4">
        <div>
          <h3 className="font-medium">Share by a link</h3>
          <p className="mt-1 text-muted">
            For people without an account here, until you take it back or its time is over.
          </p>
        </div>
        <QuickShare busy={busy} />
        <details open={refusal?.field !== undefined || undefined} className="border-line border-t pt-3">
          <summary className="font-medium text-accent">Choose what they get…</summary>
          <div className="pt-4" key={made?.url}>
            <ShareForm refusal={refusal} busy={busy} />
          </div>
        </details>
      </div>
      <ShareList items={loaderData.items} viewers={viewers} />
      <VisibilityForm record={record} />
      <TransferForm record={record} members={loaderData.members} />
    </section>
  );
}
