import { ChevronLeft } from "lucide-react";
import { Link } from "react-router";
import type { Refusal } from "../../../workers/domain/refusal.ts";
import { useSandbox } from "../../live/sandbox/use-sandbox.tsx";
import { Ago } from "../controls/relative-time.tsx";
import { StateChip } from "../controls/state-chip.tsx";
import { type Tab, Tabs } from "../controls/tabs.tsx";
import { Toaster } from "../controls/toaster.tsx";
import { sourceWords } from "../sandboxes/source-words.ts";
import { Countdown } from "../teardown/countdown.tsx";
import { useTeardownToast } from "../teardown/use-teardown-toast.ts";
import { SpokenWarning } from "../teardown/warning-banner.tsx";
import { ActionButtons } from "./action-buttons.tsx";
import { OperationBanner } from "./operation-banner.tsx";
import { PresenceBar } from "./presence-bar.tsx";
import { PrivateMark } from "./private-mark.tsx";

interface SandboxHeaderProps {
  mayChange: boolean;
  mayShare: boolean;
  /** Of a form that was posted without JavaScript. */
  refusal: Refusal | null;
  terminalPath: string;
}

export function SandboxHeader({ mayChange, mayShare, refusal, terminalPath }: SandboxHeaderProps) {
  const { record, viewers, viewerCount } = useSandbox();
  useTeardownToast(record, mayChange);
  const base = `/sandboxes/${record.name}`;
  const tabs: Tab[] = [
    { to: terminalPath, label: "Terminal", end: terminalPath === base },
    { to: `${base}/timeline`, label: "Timeline" },
    { to: `${base}/ports`, label: "Ports" },
    { to: `${base}/recordings`, label: "Recordings" },
    { to: `${base}/checkpoints`, label: "Checkpoints" },
    { to: `${base}/exports`, label: "Exports" },
    ...(mayShare ? [{ to: `${base}/sharing`, label: "Sharing" }] : []),
    { to: `${base}/details`, label: "Details" },
  ];
  return (
    <header className="pt-4">
      <Link
        to="/"
        className="-ml-1 inline-flex items-center gap-0.5 rounded text-muted text-xs hover:text-text"
      >
        <ChevronLeft className="size-3.5" aria-hidden /> Sandboxes
      </Link>
      <div className="mt-1 flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
        <div className="flex min-w-0 flex-wrap items-center gap-x-3 gap-y-1.5">
          <h1 className="min-w-0 truncate font-semibold text-xl tracking-tight">{record.name}</h1>
          {record.visibility === "private" ? <PrivateMark /> : null}
          <StateChip state={record.state} phase={record.phase} hasCheckpoint={record.checkpoint !== null} />
          <Countdown record={record} mayChange={mayChange} />
          <PresenceBar label="Looking at this sandbox" viewers={viewers} count={viewerCount} />
        </div>
        <ActionButtons mayChange={mayChange} />
      </div>
      <p className="mt-1 truncate text-muted text-xs">
        {sourceWords(record)} · {record.profile} · {record.owner.name} · {record.last_activity.because}{" "}
        <Ago at={record.last_activity.at} />
      </p>
      <SpokenWarning record={record} />
      <OperationBanner mayChange={mayChange} refusal={refusal} />
      <div className="mt-3 border-line border-b">
        <Tabs label="Parts of this sandbox" tabs={tabs} />
      </div>
      <Toaster />
    </header>
  );
}
