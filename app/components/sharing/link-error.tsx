import { isRouteErrorResponse } from "react-router";
import type { Refusal } from "../../../workers/domain/refusal.ts";
import { Brand } from "../frame/brand.tsx";
import { LinkEnd } from "./link-end.tsx";
import { endWords } from "./share-words.ts";

/** A link, or a guest's page, that can't be shown: why, for people who may not know this product at all. */
export function LinkError({ error }: { error: unknown }) {
  const told = isRouteErrorResponse(error) ? (error.data as Partial<Refusal> | null) : null;
  return (
    <main
      id="main"
      className="mx-auto grid min-h-dvh max-w-md content-center justify-items-center gap-6 px-5 py-12"
    >
      <Brand className="size-9" />
      <div className="w-full">
        <LinkEnd isPage end={endWords(told?.reason_code ?? "", { ...told })} />
      </div>
    </main>
  );
}
