import { Link, useLocation } from "react-router";
import { closedWords } from "../../live/connection/closed-words.ts";
import type { ClosedLink } from "../../live/connection/reconnecting-socket.ts";
import { RefusalNote } from "../controls/refusal-note.tsx";

/** Why this page is told nothing any more, and the way on. */
export function ClosedNote({ closed }: { closed: ClosedLink }) {
  const { pathname } = useLocation();
  const { signIn, ...words } = closedWords(closed);
  return (
    <RefusalNote refusal={words}>
      {signIn ? (
        <Link
          to={`/sign-in?next=${encodeURIComponent(pathname)}`}
          reloadDocument
          className="text-accent underline"
        >
          Sign in again
        </Link>
      ) : (
        <Link to="/" className="text-accent underline">
          Show all sandboxes
        </Link>
      )}
    </RefusalNote>
  );
}
