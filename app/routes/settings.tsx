import { Outlet } from "react-router";
import { PageHeader } from "~/components/page-header.tsx";
import { Tabs } from "~/components/tabs.tsx";

export const meta = () => [{ title: "Settings · Sandbar" }];

const TABS = [
  { to: "/settings", label: "Appearance", end: true },
  { to: "/settings/policy", label: "Policy" },
  { to: "/settings/profiles", label: "Profiles" },
  { to: "/settings/tokens", label: "API tokens" },
  { to: "/settings/members", label: "Members" },
  { to: "/settings/engine", label: "Engine" },
  { to: "/settings/reconciliation", label: "Reconciliation" },
];

export default function Settings() {
  return (
    <>
      <PageHeader title="Settings" />
      <div className="border-line border-b">
        <Tabs label="Settings" tabs={TABS} />
      </div>
      <div className="pt-6">
        <Outlet />
      </div>
    </>
  );
}
