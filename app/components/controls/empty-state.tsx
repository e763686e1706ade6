import type { ReactNode } from "react";

interface EmptyStateProps {
  icon: ReactNode;
  title: string;
  children: ReactNode;
  actions?: ReactNode;
}

/** Nothing is here: says why, and what makes something appear. */
export function EmptyState({ icon, title, children, actions }: EmptyStateProps) {
  return (
    <div className="grid justify-items-center gap-3 rounded-lg border border-line border-dashed px-6 py-14 text-center">
      <span className="text-muted [&>svg]:size-7" aria-hidden>
        {icon}
      </span>
      <h2 className="font-semibold text-base">{title}</h2>
      <div className="max-w-md text-muted">{children}</div>
      {actions ? <div className="mt-1 flex flex-wrap justify-center gap-2">{actions}</div> : null}
    </div>
  );
}
