import { isRouteErrorResponse, useLocation } from "react-router";
import type { Refusal } from "../../../workers/domain/refusal.ts";
import { ButtonLink } from "../controls/button.tsx";

/** Of the window. */
export function errorTitle(error: unknown): string {
  const missing = isRouteErrorResponse(error) && error.status === 404;
  return `${missing ? "Not found" : "Not shown"} · Sandbar`;
}

/**
 * What a page that could not be shown says instead: what happened, and the way on. `inside`: below the heading and the
 * navigation of what it is a part of.
 */
export function ErrorPage({ error, inside = false }: { error: unknown; inside?: boolean }) {
  const { title, message, next } = explain(error);
  const { pathname, search } = useLocation();
  const Heading = inside ? "h2" : "h1";
  return (
    <div className={`grid justify-items-start gap-3 ${inside ? "py-6" : "py-24 sm:mx-auto"} sm:max-w-lg`}>
      <Heading className="font-semibold text-xl tracking-tight">{title}</Heading>
      <p>{message}</p>
      <p className="text-muted">{next}</p>
      <div className="mt-2 flex gap-2">
        <ButtonLink to="/" look="primary" reloadDocument>
          Go to the sandboxes
        </ButtonLink>
        <ButtonLink to={pathname + search} reloadDocument>
          Try again
        </ButtonLink>
      </div>
    </div>
  );
}

function explain(error: unknown): { title: string; message: string; next: string } {
  if (!isRouteErrorResponse(error)) {
    return {
      title: "Something went wrong",
      message: "This page could not be shown. Nothing that runs has been touched.",
      next: "Try again. If it happens again, tell whoever runs this deployment.",
    };
  }
  const refusal = asRefusal(error.data);
  const title =
    error.status === 404
      ? "Not found"
      : error.status === 403
        ? "You may not see this"
        : "This can't be shown now";
  // What stands before Sandbar answers so while that is away.
  const away = error.status >= 500;
  return {
    title,
    message: refusal?.message ?? (away ? "Sandbar can’t be reached." : "There is nothing at this address."),
    next:
      refusal?.next_step ??
      (away
        ? "Try again in a moment: sandboxes keep running."
        : "Check the address, or start from the list of sandboxes."),
  };
}

function asRefusal(data: unknown): Pick<Refusal, "message" | "next_step"> | null {
  return typeof data === "object" && data !== null && "message" in data ? (data as Refusal) : null;
}
