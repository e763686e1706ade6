import { isRouteErrorResponse } from "react-router";
import type { Refusal } from "../../../workers/domain/refusal.ts";
import { ButtonLink } from "../controls/button.tsx";
import { FrontDoor } from "../frame/front-door.tsx";

const TITLES: Readonly<Record<string, string>> = {
  invite_used: "This invite has been used",
  invite_revoked: "This invite was taken back",
  invite_expired: "This invite has expired",
  not_found: "This is no invite",
  rate_limited: "Too many visits",
};

/** An invite that can't be accepted: why, and what to do now. */
export function InviteEnd({ error }: { error: unknown }) {
  const told = isRouteErrorResponse(error) ? (error.data as Partial<Refusal> | null) : null;
  const reason = told?.reason_code ?? "";
  const next =
    reason === "not_found"
      ? "Check that the whole link was copied, or ask whoever invited you for another one."
      : (told?.next_step ?? "Open the link again in a moment.");
  return (
    <FrontDoor title={TITLES[reason] ?? "This invite can’t be shown now"} detail={next}>
      <div>
        <ButtonLink to="/" look="primary" reloadDocument>
          Go to Sandbar
        </ButtonLink>
      </div>
    </FrontDoor>
  );
}
