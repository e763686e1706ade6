import { isRouteErrorResponse } from "react-router";
import type { Refusal } from "../../../workers/domain/refusal.ts";
import { ButtonLink } from "../controls/button.tsx";

/** What a page that could not be shown says instead: what happened, and the way on. */
export function ErrorPage({ error }: { error: unknown }) {
  const { title, message, next } = explain(error);
  return (
    <div className="grid justify-items-start gap-3 py-24 sm:mx-auto sm:max-w-lg">
      <h1 className="font-semibold text-xl tracking-tight">{title}</h1>
      <p>{message}</p>
      <p className="text-muted">{next}</p>
      <div className="mt-2 flex gap-2">
        <ButtonLink to="/" look="primary" reloadDocument>
          Go to the sandboxes
        </ButtonLink>
        <ButtonLink to="." reloadDocument>
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
  return {
    title,
    message: refusal?.message ?? "There is nothing at this address.",
    next: refusal?.next_step ?? "Check the address, or start from the list of sandboxes.",
  };
}

function asRefusal(data: unknown): Pick<Refusal, "message" | "next_step"> | null {
  return typeof data === "object" && data !== null && "message" in data ? (data as Refusal) : null;
}
