import type { Shell } from "./shell.ts";

/** Ctrl+Shift+Alt with an arrow goes to the shell beside this one, in the terminal and out of it. Answers how to stop. */
export function switchByKey(
  shells: readonly Shell[],
  current: string | null,
  show: (terminal_id: string) => void,
): () => void {
  const press = (event: KeyboardEvent) => {
    const step = stepOf(event);
    if (step === 0 || document.querySelector("dialog[open]")) return;
    event.preventDefault();
    event.stopPropagation();
    const next = neighbour(shells, current, step);
    if (next) show(next);
  };
  // Before the terminal, which would send the arrow to the shell.
  document.addEventListener("keydown", press, true);
  return () => document.removeEventListener("keydown", press, true);
}

function stepOf({ ctrlKey, shiftKey, altKey, code }: KeyboardEvent): number {
  if (!ctrlKey || !shiftKey || !altKey) return 0;
  return code === "ArrowRight" ? 1 : code === "ArrowLeft" ? -1 : 0;
}

/** Round the ends; null where there is no other. */
export function neighbour(shells: readonly Shell[], current: string | null, step: number): string | null {
  const at = shells.findIndex(({ terminal_id }) => terminal_id === current);
  const next = shells[(at + step + shells.length) % shells.length];
  return next && next.terminal_id !== current ? next.terminal_id : null;
}
