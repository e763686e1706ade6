import { type ReactNode, useId } from "react";

/** One matter of the account page: its heading, what it is, and its form. */
export function AccountSection({
  title,
  detail,
  children,
}: {
  title: string;
  detail?: ReactNode;
  children: ReactNode;
}) {
  const id = useId();
  return (
    <section aria-labelledby={id} className="panel grid gap-4 p-4">
      <div>
        <h2 id={id} className="font-medium">
          {title}
        </h2>
        {detail ? <p className="mt-1 text-muted">{detail}</p> : null}
      </div>
      {children}
    </section>
  );
}

/** That it is done; announced. */
export function Done({ children }: { children: ReactNode }) {
  return (
    <p role="status" className="rounded-lg border border-current p-3 text-ok tinted">
      <span className="text-text">{children}</span>
    </p>
  );
}
