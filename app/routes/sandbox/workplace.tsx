import { useEffect } from "react";
import { useLocation, useOutletContext } from "react-router";
import { type WorkplaceData, Workplace as WorkplaceView } from "~/components/sandbox/workplace.tsx";
import { keepOffer } from "~/live/shells/offered-commands.ts";
import type { ServiceContext } from "../../../workers/services/context.ts";
import { listEvents } from "../../../workers/services/sandboxes/events.ts";
import { listLogs } from "../../../workers/services/sandboxes/logs.ts";
import { listTerminals } from "../../../workers/services/work/terminals.ts";
import { answered } from "../page/answer.ts";
import type { SandboxPage } from "./page.ts";

/** Terminals are asked of the running sandbox: where it does not answer there are none to show yet. */
export async function workplaceData(services: ServiceContext, name: string): Promise<WorkplaceData> {
  const [terminals, events, logs] = await Promise.all([
    listTerminals(services, { name }),
    listEvents(services, { name }),
    listLogs(services, { name, source: "provisioning" }),
  ]);
  return {
    terminals: terminals.ok ? terminals.value.items : [],
    events: answered(events).items,
    logs: answered(logs).items,
  };
}

/** What both addresses of the first tab show: with a shell in the address, and without. */
export function Workplace({ loaded, terminal }: { loaded: WorkplaceData; terminal: string | null }) {
  const { record, mayType, mayChange } = useOutletContext<SandboxPage>();
  const { search } = useLocation();
  useEffect(() => keepOffer(record.name, search), [record.name, search]);
  return <WorkplaceView loaded={loaded} terminal={terminal} mayType={mayType} mayChange={mayChange} />;
}
