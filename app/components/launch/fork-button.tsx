import { lazy, Suspense, useState } from "react";
import { ButtonLink } from "../controls/button.tsx";
import { ReasonedButton } from "../controls/reasoned-button.tsx";

const ForkDialog = lazy(() => import("./fork-dialog.tsx"));

interface ForkButtonProps {
  sandbox: string;
  checkpoint_id: string;
  subject: string;
  blocked: string | null;
}

/** A link to the form's own page, opened here as a dialog instead. */
export function ForkButton({ sandbox, checkpoint_id, subject, blocked }: ForkButtonProps) {
  const [open, setOpen] = useState(false);
  if (blocked !== null) {
    return (
      <ReasonedButton size="small" blocked={blocked} aria-label={`Fork ${subject}`}>
        Fork…
      </ReasonedButton>
    );
  }
  const page = `/sandboxes/${sandbox}/fork?checkpoint=${encodeURIComponent(checkpoint_id)}`;
  return (
    <>
      <ButtonLink
        to={page}
        size="small"
        aria-label={`Fork… ${subject}`}
        onClick={(event) => {
          if (event.metaKey || event.ctrlKey || event.shiftKey) return;
          event.preventDefault();
          setOpen(true);
        }}
      >
        Fork…
      </ButtonLink>
      {open ? (
        <Suspense>
          <ForkDialog page={page} onClose={() => setOpen(false)} />
        </Suspense>
      ) : null}
    </>
  );
}
