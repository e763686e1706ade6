import { FileArchive } from "lucide-react";
import { useOutletContext } from "react-router";
import { EmptyState } from "~/components/controls/empty-state.tsx";
import { useRefreshWhen, workOf } from "~/components/controls/use-refresh-when.ts";
import { ExportRow } from "~/components/keeping/export-row.tsx";
import { NewExport } from "~/components/keeping/new-export.tsx";
import { useSandbox } from "~/live/sandbox/use-sandbox.tsx";
import { listExports } from "../../../workers/services/keeping/exports.ts";
import { answered } from "../page/answer.ts";
import { pageContext } from "../page/page-context.ts";
import type { Route } from "./+types/exports.ts";
import type { SandboxPage } from "./page.ts";

export async function loader({ context, params }: Route.LoaderArgs) {
  return answered(await listExports(pageContext(context), { name: params.name }));
}

export default function Exports({ loaderData }: Route.ComponentProps) {
  const { record } = useSandbox();
  const { mayChange } = useOutletContext<SandboxPage>();
  useRefreshWhen(record.exports_count, workOf(record));
  return (
    <section aria-labelledby="exports-title" className="grid gap-4">
      <h2 id="exports-title" className="sr-only">
        Exports
      </h2>
      <NewExport record={record} mayChange={mayChange} />
      {loaderData.items.length === 0 ? (
        <EmptyState icon={<FileArchive />} title="Nothing exported yet">
          What you take home is listed here, and stays until you delete it or the archive ends.
        </EmptyState>
      ) : (
        <ul aria-label="Exports made so far" className="panel divide-y divide-line">
          {loaderData.items.map((item) => (
            <ExportRow key={item.export_id} item={item} record={record} mayChange={mayChange} />
          ))}
        </ul>
      )}
    </section>
  );
}
