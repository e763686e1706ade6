import type { Refusal } from "../../../workers/domain/refusal.ts";
import { Button, ButtonLink } from "../controls/button.tsx";
import { RefusalNote } from "../controls/refusal-note.tsx";

interface InviteAcceptProps {
  invite: { readonly team: { readonly name: string }; readonly email: string | null };
  person: { readonly name: string; readonly email: string };
  is_member: boolean;
  refusal: Refusal | null;
}

/** For somebody who is signed in: one button, or why it is not theirs to accept. */
export function InviteAccept({ invite, person, is_member, refusal }: InviteAcceptProps) {
  if (is_member) {
    return (
      <>
        <p role="status">You are in {invite.team.name} already. The link is still good for somebody else.</p>
        <div>
          <ButtonLink to="/" look="primary">
            Go to the sandboxes
          </ButtonLink>
        </div>
      </>
    );
  }
  if (invite.email !== null && invite.email !== person.email) {
    return (
      <>
        <p role="status">
          This invite is for <strong className="font-medium">{invite.email}</strong>, and you are signed in as{" "}
          {person.email}.
        </p>
        <p className="text-muted">Sign out and join with that address, or ask for an invite for your own.</p>
        <SignOut />
      </>
    );
  }
  return (
    <>
      <RefusalNote refusal={refusal} />
      <form method="post" className="grid gap-4">
        <p className="text-muted">
          You are signed in as {person.name}, {person.email}. The teams you are in stay as they are.
        </p>
        <Button type="submit" look="primary" name="intent" value="accept">
          Join {invite.team.name}
        </Button>
      </form>
      <SignOut />
    </>
  );
}

/** Back here afterwards, as nobody. */
function SignOut() {
  return (
    <form method="post">
      <Button type="submit" look="quiet" size="small" className="-ml-2" name="intent" value="sign_out">
        Sign out to use another account
      </Button>
    </form>
  );
}
