import { Share2 } from "lucide-react";
import type { PresentViewer } from "../../../workers/domain/sharing/presence.ts";
import type { ShareBody } from "../../../workers/domain/sharing/share.ts";
import { useNow } from "../controls/clock.ts";
import { EmptyState } from "../controls/empty-state.tsx";
import { ShareRow } from "./share-row.tsx";
import { isOpen, statusAt } from "./share-words.ts";

interface ShareListProps {
  items: readonly ShareBody[];
  /** Everybody who looks at the sandbox now. */
  viewers: readonly PresentViewer[];
}

/** The links that hold, and folded below them those that ended. */
export function ShareList({ items, viewers }: ShareListProps) {
  const now = useNow();
  const open = items.filter((share) => isOpen(statusAt(share, now)));
  const ended = items.filter((share) => !open.includes(share));
  const rows = (shares: readonly ShareBody[]) =>
    shares.map((share) => (
      <ShareRow
        key={share.share_id}
        share={share}
        here={viewers.filter(({ share_id }) => share_id === share.share_id)}
      />
    ));
  return (
    <>
      {open.length > 0 ? (
        <ul aria-label="Share links" className="panel divide-y divide-line">
          {rows(open)}
        </ul>
      ) : (
        <EmptyState icon={<Share2 />} title="Nothing is shared by a link">
          A share link lets somebody without an account watch this sandbox, or type in it, for as long as you
          say. You see who is in, and take it back whenever you like.
        </EmptyState>
      )}
      {ended.length > 0 ? (
        <details className="panel">
          <summary className="px-4 py-3 text-muted hover:text-text">Ended links ({ended.length})</summary>
          <ul aria-label="Ended links" className="divide-y divide-line border-line border-t">
            {rows(ended)}
          </ul>
        </details>
      ) : null}
    </>
  );
}
