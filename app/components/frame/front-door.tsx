import type { ReactNode } from "react";
import { Brand } from "./brand.tsx";

/** The narrow page outside of the signed-in product: set-up and sign-in. */
export function FrontDoor({
  title,
  detail,
  children,
}: {
  title: string;
  detail: ReactNode;
  children: ReactNode;
}) {
  return (
    <main id="main" className="mx-auto grid min-h-dvh max-w-sm content-center gap-6 px-5 py-12">
      <header className="grid gap-3">
        <Brand className="size-9" />
        <div>
          <h1 className="wrap-anywhere font-semibold text-xl tracking-tight">{title}</h1>
          <p className="wrap-anywhere mt-1 text-muted">{detail}</p>
        </div>
      </header>
      {children}
    </main>
  );
}
