import type { KeyboardEvent } from "react";

/** Arrow keys (and j, k) go from row to row of a list of links, x ticks the row. */
export function moveBetweenRows(event: KeyboardEvent<HTMLElement>): void {
  const row = (event.target as Element).closest("li");
  if (!row || event.ctrlKey || event.metaKey || event.altKey) return;
  const step =
    event.key === "ArrowDown" || event.key === "j"
      ? 1
      : event.key === "ArrowUp" || event.key === "k"
        ? -1
        : 0;
  if (step !== 0) {
    const links = [...event.currentTarget.querySelectorAll<HTMLElement>("li a")];
    const at = links.findIndex((link) => row.contains(link));
    links[at + step]?.focus();
    event.preventDefault();
  } else if (event.key === "x") {
    row.querySelector<HTMLInputElement>("input[type=checkbox]")?.click();
  }
}
