import { ChevronLeft, FileDiff } from "lucide-react";
import { Link } from "react-router";
import { bytes, exactTime } from "~/components/controls/durations.ts";
import { EmptyState } from "~/components/controls/empty-state.tsx";
import { DownloadLink } from "~/components/keeping/export-row.tsx";
import { changed, exportTitle } from "~/components/keeping/export-words.ts";
import PatchView from "~/components/patch/patch-view.tsx";
import { downloadExport, getExport } from "../../../workers/services/keeping/exports.ts";
import { answered } from "../page/answer.ts";
import { pageContext } from "../page/page-context.ts";
import { firstPart } from "../settings/first-part.ts";
import type { Route } from "./+types/export.ts";

/** Bytes of a patch that a page shows; the rest is in the download. */
const SHOWN_BYTES = 2 * 1024 * 1024;

export async function loader({ context, params }: Route.LoaderArgs) {
  const services = pageContext(context);
  const { name, id: export_id } = params;
  const item = answered(await getExport(services, { name, export_id }));
  if (item.kind !== "patch" || item.status !== "succeeded") return { item, text: "", whole: true };
  const content = answered(await downloadExport(services, { name, export_id }));
  return { item, ...(await firstPart(content.body, SHOWN_BYTES)) };
}

/** An export never changes once it is made. */
export function shouldRevalidate({
  currentParams,
  nextParams,
}: Record<"currentParams" | "nextParams", { id?: string }>) {
  return currentParams.id !== nextParams.id;
}

export default function Export({ loaderData: { item, text, whole }, params }: Route.ComponentProps) {
  const { summary, size_bytes } = item;
  return (
    <section aria-labelledby="export-title" className="grid gap-4">
      <header className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
        <div className="min-w-0">
          <Link
            to={`/sandboxes/${params.name}/exports`}
            className="-ml-1 inline-flex items-center gap-0.5 rounded text-muted text-xs hover:text-text"
          >
            <ChevronLeft className="size-3.5" aria-hidden /> All exports
          </Link>
          <h2 id="export-title" className="font-semibold text-base">
            {exportTitle(item)}
          </h2>
          <p className="mt-0.5 text-muted text-xs">
            Made {exactTime(item.requested_at)}
            {summary?.files === undefined ? null : ` · ${summary.files} files, ${changed(summary)}`}
            {size_bytes === null ? null : ` · ${bytes(size_bytes)}`}
          </p>
        </div>
        {item.download_url ? <DownloadLink item={item} /> : null}
      </header>
      {whole ? null : (
        <p role="note" className="rounded-lg border border-current px-3 py-2 text-warn tinted">
          <span className="text-text">
            Only the first {bytes(SHOWN_BYTES)} are shown{size_bytes ? ` of ${bytes(size_bytes)}` : ""}.
            Download it to see, and apply, all of it.
          </span>
        </p>
      )}
      {text === "" ? (
        <Nothing whole={whole} kind={item.kind} status={item.status} />
      ) : (
        <PatchView text={text} />
      )}
    </section>
  );
}

function Nothing({ whole, kind, status }: { whole: boolean; kind: string; status: string }) {
  if (kind !== "patch" || status !== "succeeded") {
    return (
      <EmptyState icon={<FileDiff />} title="There is nothing to look at">
        Only patches that are done are shown here. Look at the list of exports for this one.
      </EmptyState>
    );
  }
  return (
    <EmptyState icon={<FileDiff />} title={whole ? "Nothing had changed" : "Too long to show"}>
      {whole
        ? "The workspace was as it began, so the patch is empty."
        : "Its first line alone is longer than what is shown here; download it instead."}
    </EmptyState>
  );
}
