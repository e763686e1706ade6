import { LogOut } from "lucide-react";
import { Form } from "react-router";
import type { SharedBody } from "../../../workers/domain/sharing/share.ts";
import { usePlace } from "../../live/sandbox/sandbox-place.ts";
import { useShared } from "../../live/sandbox/use-shared.tsx";
import { Button } from "../controls/button.tsx";
import { EndsAt } from "../controls/ends-at.tsx";
import { Chip, StateChip } from "../controls/state-chip.tsx";
import { type Tab, Tabs } from "../controls/tabs.tsx";
import { Brand } from "../frame/brand.tsx";
import { PresenceBar } from "../sandbox/presence-bar.tsx";

interface GuestHeaderProps {
  shared: SharedBody;
  /** Of the terminal that is shown; null where none is. */
  terminal: string | null;
  ended: boolean;
}

/** All that a guest needs over the work: what this is, by whom, what they may do, until when, who else is here. */
export function GuestHeader({ shared: { share, guest }, terminal, ended }: GuestHeaderProps) {
  const { record, viewers, viewerCount } = useShared();
  const { page } = usePlace();
  const types = share.role === "interact" && share.parts.includes("terminal");
  const first = terminal ? `${page}/terminals/${terminal}` : page;
  const tabs: Tab[] = [
    ...(share.parts.includes("terminal") ? [{ to: first, label: "Terminal", end: first === page }] : []),
    ...(share.parts.includes("timeline") ? [{ to: `${page}/timeline`, label: "Timeline" }] : []),
  ];
  return (
    <header className="border-line border-b">
      <div className="mx-auto max-w-7xl px-4 pt-2">
        <div className="flex flex-wrap items-center gap-x-3 gap-y-1.5">
          <Brand className="size-5 shrink-0" />
          <h1 className="min-w-0 truncate font-semibold text-base">{record.name}</h1>
          {ended ? (
            <Chip tone="idle">Ended</Chip>
          ) : (
            <>
              <StateChip state={record.state} hasCheckpoint />
              {types ? null : <Chip tone="idle">Read only</Chip>}
              <div className="empty:hidden max-sm:order-last max-sm:w-full">
                <PresenceBar label="Looking at this sandbox" viewers={viewers} count={viewerCount} />
              </div>
              <Form method="post" action={page} className="ml-auto">
                <Button type="submit" name="intent" value="leave" size="small">
                  <LogOut className="size-3.5" aria-hidden /> Leave
                </Button>
              </Form>
            </>
          )}
        </div>
        <p className={`mt-1 text-muted text-xs ${ended ? "pb-2" : ""}`}>
          Shared by {share.shared_by}
          {share.label ? ` (${share.label})` : ""} · you {ended ? "were" : "are"} {guest.name}
          {ended ? null : (
            <>
              {` · you may ${types ? "type" : "watch"} · `}
              <EndsAt at={share.expires_at} />
            </>
          )}
        </p>
        {/* Nothing more can be loaded: what is shown is what is left. */}
        {ended ? null : (
          <div className="mt-1">
            <Tabs label="What is shared" tabs={tabs} />
          </div>
        )}
      </div>
    </header>
  );
}
