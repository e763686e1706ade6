import { Form } from "react-router";
import { Button } from "../controls/button.tsx";
import { keepsPlace } from "../controls/keeps-place.ts";
import { RefusalNote } from "../controls/refusal-note.tsx";
import { Ago } from "../controls/relative-time.tsx";
import { type AccountAnswer, isDone, refusalFor } from "./account-answer.ts";
import { AccountSection, Done } from "./section.tsx";

interface ListedSession {
  readonly session_id: string;
  readonly browser: string;
  readonly address: string | null;
  readonly signed_in_at: string;
  readonly seen_at: string;
  readonly current: boolean;
}

interface SessionListProps {
  sessions: readonly ListedSession[];
  answer: AccountAnswer | null;
}

/** Browsers that are signed in; ending a session closes at once what is open by it. */
export function SessionList({ sessions, answer }: SessionListProps) {
  const others = sessions.filter(({ current }) => !current);
  return (
    <AccountSection
      title="Sessions"
      detail="Browsers in which you are signed in. One that you don’t know: end it, and change your password."
    >
      <RefusalNote refusal={refusalFor(answer, "end-session", "end-others")} />
      {isDone(answer, "end-session") ? <Done>The session is ended.</Done> : null}
      {isDone(answer, "end-others") ? <Done>All other sessions are ended.</Done> : null}
      <ul className="divide-y divide-line rounded-lg border border-line">
        {sessions.map((session) => (
          <SessionRow key={session.session_id} session={session} />
        ))}
      </ul>
      {others.length > 0 ? (
        <Form method="post">
          <Button type="submit" name="intent" value="end-others" look="danger">
            End all others
          </Button>
        </Form>
      ) : null}
    </AccountSection>
  );
}

function SessionRow({ session }: { session: ListedSession }) {
  const { session_id, browser, address, signed_in_at, seen_at, current } = session;
  return (
    <li ref={keepsPlace} className="flex flex-wrap items-center gap-x-4 gap-y-2 px-3 py-2.5">
      <div className="min-w-0 flex-1">
        <p className="font-medium">
          {browser}
          {current ? <span className="ml-2 rounded bg-hover px-1.5 py-0.5 text-xs">This one</span> : null}
        </p>
        <p className="text-muted text-xs">
          {address ? `${address} · ` : null}
          signed in <Ago at={signed_in_at} />
          {current ? null : (
            <>
              {" · last seen "}
              <Ago at={seen_at} />
            </>
          )}
        </p>
      </div>
      {current ? null : (
        <Form method="post">
          <input type="hidden" name="session_id" value={session_id} />
          <Button
            type="submit"
            size="small"
            name="intent"
            value="end-session"
            aria-label={`End the session of ${browser}`}
          >
            End
          </Button>
        </Form>
      )}
    </li>
  );
}
