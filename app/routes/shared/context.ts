import { createContext, data, type RouterContextProvider } from "react-router";
import type { Result } from "../../../workers/domain/refusal.ts";
import { readContext } from "../../../workers/http/context.ts";
import { type GuestVisit, visitAsGuest } from "../../../workers/services/sharing/guests.ts";
import { answered } from "../page/answer.ts";

const visits = createContext<Promise<Result<GuestVisit>> | null>(null);

interface Asked {
  readonly request: Request;
  readonly context: Readonly<RouterContextProvider>;
  readonly params: { readonly share_id: string };
}

/** The guest whose cookie the request carries; loaders of one page ask once. A refusal becomes the page that says so. */
export async function guestVisit({ request, context, params }: Asked): Promise<GuestVisit> {
  const provider = context as RouterContextProvider;
  const asked = provider.get(visits) ?? visitAsGuest(readContext(context), request, params.share_id);
  provider.set(visits, asked);
  return answered(await asked);
}

/** A tab that the link does not include. */
export function notIncluded(): never {
  throw data(
    {
      reason_code: "not_shared",
      message: "This link does not include that.",
      next_step: "Go back to what it includes.",
    },
    { status: 403 },
  );
}
