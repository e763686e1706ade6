import { type ComponentProps, useId } from "react";
import { Button } from "./button.tsx";

interface ReasonedButtonProps extends ComponentProps<typeof Button> {
  /** Why it can't be pressed now; null when it can. */
  blocked: string | null;
}

/** What can't be done now says why, and stays reachable by keyboard so that the reason can be read. */
export function ReasonedButton({ blocked, ...button }: ReasonedButtonProps) {
  const reasonId = useId();
  return (
    <>
      <Button
        {...button}
        aria-disabled={blocked !== null || button["aria-disabled"] || undefined}
        aria-describedby={blocked === null ? button["aria-describedby"] : reasonId}
        title={blocked ?? button.title}
        onClick={(event) => {
          if (blocked !== null || button["aria-disabled"]) event.preventDefault();
          else button.onClick?.(event);
        }}
      />
      {blocked === null ? null : (
        <span id={reasonId} className="sr-only">
          {blocked}
        </span>
      )}
    </>
  );
}
