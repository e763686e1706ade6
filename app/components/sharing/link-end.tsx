import { Link2Off } from "lucide-react";
import { type ReactNode, useId } from "react";
import type { EndWords } from "./share-words.ts";

interface LinkEndProps {
  end: EndWords;
  /** The page's own heading, where nothing else is on it. */
  isPage?: boolean;
  children?: ReactNode;
}

/** What happened to the link, and what to do now. */
export function LinkEnd({ end: { title, message, next_step }, isPage = false, children }: LinkEndProps) {
  const titleId = useId();
  const Heading = isPage ? "h1" : "h2";
  return (
    <section
      aria-labelledby={titleId}
      className="panel grid justify-items-center gap-3 px-6 py-10 text-center"
      {...(isPage ? {} : { role: "alert" })}
    >
      <Link2Off className="size-7 text-muted" aria-hidden />
      <Heading id={titleId} className="font-semibold text-xl tracking-tight">
        {title}
      </Heading>
      <p className="max-w-md">{message}</p>
      <p className="max-w-md text-muted">{next_step}</p>
      {children}
    </section>
  );
}
