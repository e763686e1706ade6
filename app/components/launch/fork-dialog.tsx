import { useEffect } from "react";
import { useFetcher } from "react-router";
import { useSandbox } from "../../live/sandbox/use-sandbox.tsx";
import { Dialog } from "../controls/dialog.tsx";
import { Skeleton } from "../controls/skeleton.tsx";
import { ForkForm, type ForkOffer } from "./fork-form.tsx";

/** The fork form over the page, filled with what its own page would be. */
export default function ForkDialog({ page, onClose }: { page: string; onClose: () => void }) {
  const { record } = useSandbox();
  const { data, load } = useFetcher<ForkOffer>();
  useEffect(() => void load(page), [load, page]);
  return (
    <Dialog title={`Fork ${record.name}`} onClose={onClose}>
      {data ? (
        <ForkForm record={record} offer={data} onCancel={onClose} />
      ) : (
        <Skeleton className="h-64" label="Preparing" />
      )}
    </Dialog>
  );
}
