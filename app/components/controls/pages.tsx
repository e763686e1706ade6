import { ButtonLink } from "./button.tsx";

interface PagesProps {
  /** The list's address from its beginning; null: it is at its beginning. */
  first: string | null;
  /** Where it goes on; null: it is at its end. */
  next: string | null;
}

/** Below a list of which one page is shown. */
export function Pages({ first, next }: PagesProps) {
  if (first === null && next === null) return null;
  return (
    <nav aria-label="Pages" className="flex justify-center gap-2 pt-1">
      {first === null ? null : <ButtonLink to={first}>First page</ButtonLink>}
      {next === null ? null : <ButtonLink to={next}>Next page</ButtonLink>}
    </nav>
  );
}
