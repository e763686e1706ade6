import { X } from "lucide-react";
import { type ReactNode, useEffect, useId, useRef } from "react";
import { IconButton } from "./button.tsx";

interface DialogProps {
  title: string;
  onClose: () => void;
  children: ReactNode;
  wide?: boolean;
}

/** A modal on the browser's own <dialog>: it traps focus, closes on Escape and gives focus back. Mounted = open. */
export function Dialog({ title, onClose, children, wide = false }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  useEffect(() => {
    const element = dialog.current;
    if (element && !element.open) element.showModal();
    return () => element?.close();
  }, []);
  return (
    <dialog
      ref={dialog}
      closedby="any"
      aria-labelledby={titleId}
      onClose={onClose}
      className={`m-auto w-full ${wide ? "max-w-2xl" : "max-w-lg"} max-h-[calc(100dvh-2rem)] overflow-auto rounded-xl border border-line bg-raised p-0 shadow-2xl max-sm:mb-0 max-sm:rounded-b-none motion-safe:animate-[appear_120ms_ease-out]`}
    >
      <div className="grid gap-4 p-5">
        <header className="flex items-start justify-between gap-3">
          <h2 id={titleId} className="font-semibold text-base">
            {title}
          </h2>
          <IconButton label="Close" className="-mt-1.5 -mr-2" onClick={() => dialog.current?.close()}>
            <X className="size-4" aria-hidden />
          </IconButton>
        </header>
        {children}
      </div>
    </dialog>
  );
}
