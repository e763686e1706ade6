/** What the address of a page with a long list says: what is searched for, and where the page shown begins. */
export interface ListQuery {
  /** "" for everything. */
  readonly q: string;
  /** Absent at the list's beginning. */
  readonly cursor: string | undefined;
}

/** Characters of a search. */
const SEARCH_MAX = 100;

export function listQuery({ searchParams }: URL): ListQuery {
  return {
    q: (searchParams.get("q") ?? "").trim().slice(0, SEARCH_MAX),
    cursor: searchParams.get("cursor") || undefined,
  };
}

/** The address within the page: `?` and what is not empty. */
export function listAddress(wanted: Readonly<Record<string, string | null | undefined>>): string {
  const given = Object.entries(wanted).flatMap(([name, value]) => (value ? [[name, value]] : []));
  return `?${new URLSearchParams(given)}`;
}
