import type { ReactNode } from "react";
import type { Refusal } from "../../../workers/domain/refusal.ts";
import { AlertIcon } from "./icons.tsx";

type Told = Pick<Refusal, "message" | "next_step">;

/** What was declined and what to do now. Every refusal in the product is shown with this. */
export function RefusalNote({
  refusal,
  children,
}: {
  refusal: Told | null | undefined;
  children?: ReactNode;
}) {
  if (!refusal) return null;
  return (
    <div role="alert" className="flex gap-2.5 rounded-lg border border-current p-3 text-bad tinted">
      <AlertIcon className="mt-0.5 size-4 shrink-0" />
      <div className="min-w-0 text-text">
        <p className="font-medium">{refusal.message}</p>
        {refusal.next_step ? <p className="mt-0.5 text-muted">{refusal.next_step}</p> : null}
        {children ? <div className="mt-2.5 flex flex-wrap gap-2">{children}</div> : null}
      </div>
    </div>
  );
}

/** The refusal's words when it is about this field, for a field's `error`. */
export function fieldError(
  refusal: (Told & Pick<Refusal, "field">) | null | undefined,
  field: string,
): string | undefined {
  if (refusal?.field !== field) return undefined;
  return refusal.next_step ? `${refusal.message} ${refusal.next_step}` : refusal.message;
}
