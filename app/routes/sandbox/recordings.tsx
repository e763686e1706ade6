import { Clapperboard } from "lucide-react";
import { useOutletContext } from "react-router";
import { EmptyState } from "~/components/controls/empty-state.tsx";
import { RecordingRow } from "~/components/sandbox/recording-row.tsx";
import { RecordingSwitch } from "~/components/sandbox/recording-switch.tsx";
import { useSandbox } from "~/live/sandbox/use-sandbox.tsx";
import { listRecordings } from "../../../workers/services/keeping/recordings.ts";
import { answered } from "../page/answer.ts";
import { pageContext } from "../page/page-context.ts";
import type { Route } from "./+types/recordings.ts";
import type { SandboxPage } from "./page.ts";

export async function loader({ context, params }: Route.LoaderArgs) {
  return answered(await listRecordings(pageContext(context), { name: params.name }));
}

export default function Recordings({ loaderData }: Route.ComponentProps) {
  const { record, recordings } = useSandbox();
  const { mayChange } = useOutletContext<SandboxPage>();
  // The socket tells of every change; until then, what was loaded is what there is.
  const items = recordings ?? loaderData.items;
  return (
    <section aria-labelledby="recordings-title" className="grid gap-4">
      <h2 id="recordings-title" className="sr-only">
        Recordings
      </h2>
      <RecordingSwitch record={record} mayChange={mayChange} />
      {items.length === 0 ? (
        <EmptyState icon={<Clapperboard />} title="Nothing is recorded yet">
          {record.recording.on
            ? "Every shell that prints something from now on appears here, and can be played at once."
            : "While recording is on, every shell appears here as a film of what it printed."}
        </EmptyState>
      ) : (
        <ul aria-label="Recorded terminals" className="panel divide-y divide-line">
          {items.map((item) => (
            <RecordingRow key={item.recording_id} sandbox={record.name} item={item} mayChange={mayChange} />
          ))}
        </ul>
      )}
    </section>
  );
}
