/** A short message about something that has happened, at the page's edge, read aloud politely. */
export interface Toast {
  readonly id: number;
  readonly text: string;
  readonly tone: "plain" | "bad";
  readonly undo?: () => void;
}

let toasts: readonly Toast[] = [];
let nextId = 1;
const listeners = new Set<() => void>();

function publish(next: readonly Toast[]) {
  toasts = next;
  for (const listener of listeners) listener();
}

interface ToastOptions {
  readonly tone?: Toast["tone"];
  readonly undo?: () => void;
  /** Until it is dismissed, with the answer of `showToast`. */
  readonly stays?: boolean;
}

export function showToast(text: string, options: ToastOptions = {}): number {
  const toast: Toast = { id: nextId++, text, tone: options.tone ?? "plain", undo: options.undo };
  publish([...toasts.slice(-3), toast]);
  if (!options.stays)
    setTimeout(() => dismissToast(toast.id), toast.tone === "bad" || toast.undo ? 10_000 : 5_000);
  return toast.id;
}

export function dismissToast(id: number): void {
  publish(toasts.filter((toast) => toast.id !== id));
}

export const toastStore = {
  subscribe(listener: () => void) {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
  read: () => toasts,
};
