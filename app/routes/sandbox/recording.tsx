import { ChevronLeft } from "lucide-react";
import { lazy, Suspense, useEffect, useState } from "react";
import { Link } from "react-router";
import { exactTime } from "~/components/controls/durations.ts";
import { Skeleton } from "~/components/controls/skeleton.tsx";
import { Chip } from "~/components/controls/state-chip.tsx";
import { RecordingDownload } from "~/components/sandbox/recording-row.tsx";
import { recordingEnd, recordingFacts, recordingStatus } from "~/components/sandbox/recording-words.ts";
import { useSandbox } from "~/live/sandbox/use-sandbox.tsx";
import { getRecording } from "../../../workers/services/keeping/recordings.ts";
import { answered } from "../page/answer.ts";
import { pageContext } from "../page/page-context.ts";
import type { Route } from "./+types/recording.ts";

const PlayerPane = lazy(() => import("~/live/player/player-pane.tsx"));

export const meta: Route.MetaFunction = ({ loaderData, params }) => [
  { title: `Recording of ${loaderData?.title ?? "a terminal"} · ${params.name} · Sandbar` },
];

export async function loader({ context, params }: Route.LoaderArgs) {
  return answered(await getRecording(pageContext(context), { name: params.name, recording_id: params.id }));
}

/** The socket tells what changes; another position in the address is no other recording. */
export function shouldRevalidate({
  currentParams,
  nextParams,
}: Record<"currentParams" | "nextParams", { id?: string }>) {
  return currentParams.id !== nextParams.id;
}

export default function Recording({ loaderData, params: { name } }: Route.ComponentProps) {
  const { recordings } = useSandbox();
  const item = recordings?.find((one) => one.recording_id === loaderData.recording_id) ?? loaderData;
  const { tone, words, moving } = recordingStatus(item);
  const end = recordingEnd(item);
  const [browser, setBrowser] = useState(false);
  useEffect(() => setBrowser(true), []);
  const opening = <Skeleton className="h-[max(22rem,calc(100dvh-18.5rem))]" label="Opening the recording" />;
  return (
    <section aria-labelledby="recording-title" className="grid grid-cols-[minmax(0,1fr)] gap-3">
      <header className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
        <div className="min-w-0">
          <Link
            to={`/sandboxes/${name}/recordings`}
            className="-ml-1 inline-flex items-center gap-0.5 rounded text-muted text-xs hover:text-text"
          >
            <ChevronLeft className="size-3.5" aria-hidden /> All recordings
          </Link>
          <h2
            id="recording-title"
            className="flex flex-wrap items-center gap-x-3 gap-y-1 break-words font-semibold text-base"
          >
            {item.title}
            {item.status === "ended" ? null : (
              <Chip tone={tone} moving={moving}>
                {words}
              </Chip>
            )}
          </h2>
          <p className="mt-0.5 text-muted text-xs">
            {exactTime(item.started_at)} · {recordingFacts(item)}
            {end ? ` · ${end}` : ""}
          </p>
        </div>
        <RecordingDownload sandbox={name} item={item} />
      </header>
      <noscript>
        <p className="rounded-lg border border-line border-dashed p-6 text-center">
          Playing it here needs JavaScript. Download it and play it with <code>asciinema play</code>.
        </p>
      </noscript>
      {browser ? (
        <Suspense fallback={opening}>
          <PlayerPane
            key={item.recording_id}
            title={item.title}
            content={new URL(item.download_url).pathname}
            page={`/sandboxes/${name}/recordings/${item.recording_id}`}
            duration={item.duration_ms}
            grows={item.status === "recording"}
          />
        </Suspense>
      ) : (
        opening
      )}
    </section>
  );
}
