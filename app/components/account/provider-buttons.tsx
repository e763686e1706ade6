import { Form } from "react-router";
import { Button } from "../controls/button.tsx";

interface ProviderButtonsProps {
  providers: readonly { readonly id: string; readonly name: string }[];
  /** Where to go afterwards, of this origin. */
  next?: string;
  /** The token of an invite that is accepted on the way. */
  invite?: string;
}

/** A button for each other service that says who somebody is; nothing where none is set up. */
export function ProviderButtons({ providers, next = "/", invite }: ProviderButtonsProps) {
  if (providers.length === 0) return null;
  return (
    <div className="grid gap-2">
      <p className="flex items-center gap-3 text-muted text-xs before:h-px before:flex-1 before:bg-line after:h-px after:flex-1 after:bg-line">
        or
      </p>
      {providers.map(({ id, name }) => (
        <Form key={id} method="post" action={`/sign-in/${id}`} className="grid">
          <input type="hidden" name="next" value={next} />
          {invite ? <input type="hidden" name="invite" value={invite} /> : null}
          <Button type="submit">Continue with {name}</Button>
        </Form>
      ))}
    </div>
  );
}
