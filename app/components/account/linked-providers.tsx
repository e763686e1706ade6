import { Form } from "react-router";
import { Button } from "../controls/button.tsx";
import { exactTime } from "../controls/durations.ts";
import { RefusalNote } from "../controls/refusal-note.tsx";
import { type AccountAnswer, refusalFor } from "./account-answer.ts";
import { AccountSection } from "./section.tsx";

interface LinkedProvidersProps {
  providers: readonly { readonly id: string; readonly name: string }[];
  linked: readonly { readonly provider_id: string; readonly since: string }[];
  email: string;
  answer: AccountAnswer | null;
}

/** Other services that may say who somebody is. */
export function LinkedProviders({ providers, linked, email, answer }: LinkedProvidersProps) {
  if (providers.length === 0) return null;
  return (
    <AccountSection
      title="Other ways to sign in"
      detail={`Only an account there with your address, ${email}, can be linked.`}
    >
      <RefusalNote refusal={refusalFor(answer, "unlink")} />
      <ul className="divide-y divide-line rounded-lg border border-line">
        {providers.map(({ id, name }) => {
          const link = linked.find(({ provider_id }) => provider_id === id);
          return (
            <li key={id} className="flex flex-wrap items-center gap-x-4 gap-y-2 px-3 py-2.5">
              <div className="min-w-0 flex-1">
                <p className="font-medium">{name}</p>
                <p className="text-muted text-xs">
                  {link ? (
                    <>
                      Linked since{" "}
                      <time dateTime={link.since} title={exactTime(link.since)}>
                        {link.since.slice(0, 10)}
                      </time>
                    </>
                  ) : (
                    "Not linked"
                  )}
                </p>
              </div>
              {link ? (
                <Form method="post">
                  <input type="hidden" name="provider" value={id} />
                  <Button
                    type="submit"
                    size="small"
                    name="intent"
                    value="unlink"
                    aria-label={`Unlink ${name}`}
                  >
                    Unlink
                  </Button>
                </Form>
              ) : (
                <Form method="post" action={`/sign-in/${id}`}>
                  <input type="hidden" name="link" value="yes" />
                  <input type="hidden" name="next" value="/settings/account" />
                  <Button type="submit" size="small" aria-label={`Link ${name}`}>
                    Link
                  </Button>
                </Form>
              )}
            </li>
          );
        })}
      </ul>
    </AccountSection>
  );
}
