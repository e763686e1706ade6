import { useFetcher, useRouteLoaderData } from "react-router";
import type { Refusal } from "../../../workers/domain/refusal.ts";

/** What the sandbox page's action answers. */
export interface CommandAnswer {
  readonly refusal: Refusal | null;
  readonly intent?: string;
}

/** One command at a time per sandbox: all its buttons share the request and show the same refusal. */
export function useSandboxCommand(name: string) {
  const fetcher = useFetcher<CommandAnswer>({ key: `command:${name}` });
  const busy = fetcher.state !== "idle";
  const page = useRouteLoaderData("routes/sandbox/sandbox") as { record?: { id: string } } | undefined;
  // Another sandbox may have the name by now, in this team or in one that was switched to: it is not what is meant.
  const action = `/sandboxes/${name}${page?.record ? `?of=${page.record.id}` : ""}`;
  return {
    Form: fetcher.Form,
    action,
    /** For what has no form of its own, such as an undo in a toast. */
    send: (intent: string) => fetcher.submit({ intent }, { method: "post", action }),
    /** The intent under way. */
    busyWith: busy ? String(fetcher.formData?.get("intent") ?? "") : null,
    refusal: busy ? null : (fetcher.data?.refusal ?? null),
    /** What the refusal is about. */
    refused: busy ? undefined : fetcher.data?.intent,
  };
}
