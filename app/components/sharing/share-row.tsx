import { KeyRound } from "lucide-react";
import { Form } from "react-router";
import type { PresentViewer } from "../../../workers/domain/sharing/presence.ts";
import type { ShareBody } from "../../../workers/domain/sharing/share.ts";
import { Button } from "../controls/button.tsx";
import { useNow } from "../controls/clock.ts";
import { keepsPlace } from "../controls/keeps-place.ts";
import { Menu } from "../controls/menu.tsx";
import { Ago } from "../controls/relative-time.tsx";
import { Chip } from "../controls/state-chip.tsx";
import { When } from "../controls/when.tsx";
import { SharePeople } from "./share-people.tsx";
import { givenWords, isOpen, listed, ROLE_WORDS, STATUS_WORDS, statusAt, usesWords } from "./share-words.ts";

interface ShareRowProps {
  share: ShareBody;
  /** Who is in through it now. */
  here: readonly PresentViewer[];
}

/** One link: what it gives, until when, who came by it, and taking it back. */
export function ShareRow({ share, here }: ShareRowProps) {
  const status = statusAt(share, useNow());
  const { label, tone } = STATUS_WORDS[status];
  const open = isOpen(status);
  const title = share.label ?? ROLE_WORDS[share.role].title;
  return (
    <li ref={keepsPlace} className="flex flex-wrap items-start gap-x-4 gap-y-2 px-4 py-3">
      <div className="grid min-w-0 flex-1 basis-64 gap-1.5">
        <p className="flex min-w-0 flex-wrap items-center gap-x-2.5 gap-y-1">
          <span className="min-w-0 break-words font-medium">{title}</span>
          <Chip tone={tone}>{label}</Chip>
          {share.has_password ? (
            <span className="inline-flex items-center gap-1 text-muted text-xs">
              <KeyRound className="size-3.5" aria-hidden /> password
            </span>
          ) : null}
        </p>
        <p className="text-muted text-xs">
          May {givenWords(share.role, share.parts)} · <EndOf share={share} status={status} /> ·{" "}
          {usesWords(share)} · made by {share.created_by.name} <Ago at={share.created_at} />
        </p>
        <SharePeople guests={share.guests} here={open ? here : []} />
      </div>
      {open ? <Revoke share={share} title={title} here={here} /> : null}
    </li>
  );
}

function EndOf({ share, status }: { share: ShareBody; status: ShareBody["status"] }) {
  if (isOpen(status)) {
    return (
      <>
        ends <When at={share.expires_at} />
      </>
    );
  }
  if (status === "ended") return <>its maker may no longer share this sandbox</>;
  const at = share.revoked_at ?? share.expires_at;
  return (
    <>
      {status === "revoked" ? "revoked" : "expired"} <Ago at={at} />
    </>
  );
}

function Revoke({ share, title, here }: { share: ShareBody; title: string; here: readonly PresentViewer[] }) {
  const names = [...new Set(here.map(({ name }) => name))];
  return (
    <Menu
      label={`Revoke… ${title}`}
      className="inline-flex h-7 items-center rounded-md border border-edge bg-surface px-2 font-medium text-xs hover:bg-hover"
      button={<>Revoke…</>}
      width="w-72"
    >
      <Form method="post" preventScrollReset className="grid gap-2.5 p-2">
        <input type="hidden" name="share_id" value={share.share_id} />
        <p>
          {names.length > 0
            ? `${listed(names)} ${names.length === 1 ? "is" : "are"} cut off at once.`
            : "Nobody is in through it now."}{" "}
          Nobody comes in by it any more. It can’t be undone.
        </p>
        <Button
          type="submit"
          name="intent"
          value="revoke"
          look="danger"
          size="small"
          data-closes
          aria-label={`Revoke ${title}`}
        >
          Revoke
        </Button>
      </Form>
    </Menu>
  );
}
