import type { ReactNode } from "react";

export function PageHeader({
  title,
  detail,
  children,
}: {
  title: ReactNode;
  detail?: ReactNode;
  children?: ReactNode;
}) {
  return (
    <header className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 pt-6 pb-4">
      <div className="min-w-0">
        <h1 className="truncate font-semibold text-xl tracking-tight">{title}</h1>
        {detail ? <p className="mt-0.5 text-muted">{detail}</p> : null}
      </div>
      {children ? <div className="flex flex-wrap items-center gap-2">{children}</div> : null}
    </header>
  );
}
