import type { ReactNode } from "react";
import { Outlet } from "react-router";
import { ErrorPage, errorTitle } from "~/components/frame/error-page.tsx";
import { PageHeader } from "~/components/frame/page-header.tsx";
import { type SettingsGroup, SettingsNav } from "~/components/frame/settings-nav.tsx";
import type { Route } from "./+types/settings.ts";

export const meta: Route.MetaFunction = ({ error }) => [
  { title: error ? errorTitle(error) : "Settings · Sandbar" },
];

const GROUPS: readonly SettingsGroup[] = [
  {
    title: "You",
    sections: [
      { to: "/settings", label: "Appearance", end: true },
      { to: "/settings/account", label: "Account" },
      { to: "/settings/tokens", label: "API tokens" },
    ],
  },
  {
    title: "Team",
    sections: [
      { to: "/settings/team", label: "Team" },
      { to: "/settings/members", label: "Members" },
      { to: "/settings/usage", label: "Usage" },
      { to: "/settings/policy", label: "Policy" },
      { to: "/settings/profiles", label: "Profiles" },
      { to: "/settings/webhooks", label: "Webhooks" },
      { to: "/settings/audit", label: "Audit log" },
    ],
  },
  {
    title: "Deployment",
    sections: [
      { to: "/settings/engine", label: "Engine" },
      { to: "/settings/reconciliation", label: "Reconciliation" },
    ],
  },
];

export default function Settings() {
  return (
    <Frame>
      <Outlet />
    </Frame>
  );
}

/** What a section can't show leaves the others in reach. */
export function ErrorBoundary({ error }: Route.ErrorBoundaryProps) {
  return (
    <Frame>
      <ErrorPage error={error} inside />
    </Frame>
  );
}

function Frame({ children }: { children: ReactNode }) {
  return (
    <>
      <PageHeader title="Settings" />
      <div className="grid gap-6 md:grid-cols-[11rem_minmax(0,1fr)] md:gap-8">
        <SettingsNav groups={GROUPS} />
        <div className="min-w-0">{children}</div>
      </div>
    </>
  );
}
