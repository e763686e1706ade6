import type { PolicyPatch } from "../../../workers/domain/policy/policy-settings.ts";
import { Button, SubmitButton } from "../controls/button.tsx";
import { useNow } from "../controls/clock.ts";
import { previewSentences } from "./policy-preview-words.ts";
import type { PreviewAnswer } from "./use-policy-preview.ts";

interface PolicySaveBarProps {
  patch: PolicyPatch | null;
  alive: boolean;
  busy: boolean;
  version: number;
  preview: PreviewAnswer | null;
  /** The change is asked for once more above, with a button of its own. */
  confirming: boolean;
  onDiscard: () => void;
}

/** Stays in sight below a long form; on narrow pages it also says what the preview further down says. */
export function PolicySaveBar({
  patch,
  alive,
  busy,
  version,
  preview,
  confirming,
  onDiscard,
}: PolicySaveBarProps) {
  const now = useNow();
  const count = Object.keys(patch ?? {}).length;
  const nothing = alive && patch !== null && count === 0;
  const [sentence] = preview?.affected && count > 0 ? previewSentences(preview.affected, now) : [];
  return (
    <div className="sticky bottom-0 z-10 -mx-4 grid gap-2 border-line border-t bg-bg px-4 py-3 sm:mx-0 sm:px-0">
      {sentence ? (
        <p className="text-xs lg:hidden">
          {sentence}{" "}
          <a href="#preview" className="rounded text-accent underline">
            See what
          </a>
        </p>
      ) : null}
      <div className="flex flex-wrap items-center gap-2">
        {confirming ? null : (
          <SubmitButton
            name="intent"
            value="save"
            busy={busy}
            busyLabel="Saving…"
            aria-disabled={nothing || busy || undefined}
            onClick={(event) => {
              if (nothing) event.preventDefault();
            }}
          >
            {count > 1 ? `Save ${count} changes` : "Save"}
          </SubmitButton>
        )}
        {count > 0 || patch === null ? (
          <Button look="quiet" onClick={onDiscard}>
            Discard
          </Button>
        ) : null}
        <noscript>
          <Button type="submit" name="intent" value="preview">
            Preview
          </Button>
        </noscript>
        <span className="ml-auto text-muted text-xs">Version {version}</span>
      </div>
    </div>
  );
}
