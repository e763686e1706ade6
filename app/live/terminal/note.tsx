import type { ReactNode } from "react";

/** One thing that is said over the screen. */
export function Note({ children }: { children: ReactNode }) {
  return (
    <div
      role="status"
      className="flex flex-wrap items-center justify-between gap-2 rounded-lg border border-line bg-raised px-3 py-2 shadow-lg motion-safe:animate-[appear_120ms_ease-out]"
    >
      {children}
    </div>
  );
}
