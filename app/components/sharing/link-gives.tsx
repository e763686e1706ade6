import { Clock, Eye, Keyboard, ScrollText } from "lucide-react";
import type { ReactNode } from "react";
import type { SharePart, ShareRole } from "../../../workers/domain/sharing/share.ts";
import { EndsAt } from "../controls/ends-at.tsx";

interface LinkGivesProps {
  link: { readonly role: ShareRole; readonly parts: readonly SharePart[]; readonly expires_at: string };
}

/** What somebody gets by a link, before they join. */
export function LinkGives({ link: { role, parts, expires_at } }: LinkGivesProps) {
  const terminal = parts.includes("terminal");
  return (
    <ul className="panel grid gap-2.5 p-4">
      {terminal && role === "interact" ? (
        <Line icon={<Keyboard />}>You may watch its terminals and type in them.</Line>
      ) : null}
      {terminal && role === "view" ? (
        <Line icon={<Eye />}>You may watch its terminals, but not type.</Line>
      ) : null}
      {parts.includes("timeline") ? (
        <Line icon={<ScrollText />}>You see its timeline: what happened, and its logs.</Line>
      ) : null}
      <Line icon={<Clock />}>
        It <EndsAt at={expires_at} />, or when it is taken back.
      </Line>
    </ul>
  );
}

function Line({ icon, children }: { icon: ReactNode; children: ReactNode }) {
  return (
    <li className="flex gap-2.5 [&>svg]:mt-0.5 [&>svg]:size-4 [&>svg]:shrink-0 [&>svg]:text-muted">
      {icon}
      <span>{children}</span>
    </li>
  );
}
