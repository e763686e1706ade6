import { useSyncExternalStore } from "react";
import { Button } from "./button.tsx";
import { dismissToast, type Toast, toastStore } from "./toast.ts";

const NONE: readonly Toast[] = [];

/** The live region is always there, so screen readers announce what appears in it. */
export function Toaster() {
  const toasts = useSyncExternalStore(toastStore.subscribe, toastStore.read, () => NONE);
  return (
    <section
      aria-label="Notifications"
      aria-live="polite"
      className="fixed right-4 bottom-4 z-50 grid w-80 max-w-[calc(100vw-2rem)] gap-2"
    >
      {toasts.map((toast) => (
        <div
          key={toast.id}
          className="flex items-center justify-between gap-3 rounded-lg border border-line bg-raised py-2.5 pr-2 pl-3.5 shadow-xl motion-safe:animate-[appear_120ms_ease-out]"
        >
          <span className={toast.tone === "bad" ? "text-bad" : ""}>{toast.text}</span>
          <span className="flex shrink-0">
            {toast.undo ? (
              <Button
                look="quiet"
                size="small"
                onClick={() => {
                  toast.undo?.();
                  dismissToast(toast.id);
                }}
              >
                Undo
              </Button>
            ) : null}
            <Button look="quiet" size="small" onClick={() => dismissToast(toast.id)}>
              Dismiss
            </Button>
          </span>
        </div>
      ))}
    </section>
  );
}
