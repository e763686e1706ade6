const FOCUSABLE = "a[href], button:not(:disabled), input, select, summary";

/**
 * The `ref` of a row that its own buttons may remove: whoever is in it with the keyboard goes on at the row that comes
 * next, or else at what stands before it, and not at the top of the page.
 */
export function keepsPlace(row: HTMLElement | null): (() => void) | undefined {
  if (!row) return undefined;
  return () => {
    if (!row.contains(document.activeElement)) return;
    const place = placeAfter(row);
    // Once the row is gone.
    queueMicrotask(() => {
      if (document.activeElement === document.body && place?.isConnected) place.focus();
    });
  };
}

function placeAfter(row: HTMLElement): HTMLElement | undefined {
  const beside = row.nextElementSibling ?? row.previousElementSibling;
  const inRow = beside ? seen(beside).at(0) : undefined;
  if (inRow) return inRow;
  const page = row.closest("main") ?? document.body;
  return seen(page)
    .filter(
      (one) => !row.contains(one) && row.compareDocumentPosition(one) & Node.DOCUMENT_POSITION_PRECEDING,
    )
    .at(-1);
}

function seen(within: Element): HTMLElement[] {
  return [...within.querySelectorAll<HTMLElement>(FOCUSABLE)].filter((one) =>
    one.checkVisibility({ visibilityProperty: true }),
  );
}
