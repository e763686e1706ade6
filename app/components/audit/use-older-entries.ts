import { useEffect, useState } from "react";
import { useFetcher } from "react-router";

interface Page<Item> {
  readonly items: readonly Item[];
  /** Where the next page begins; null at the end. */
  readonly next_before: number | null;
}

/**
 * A page of a list and those after it, loaded one by one below it. Where nothing is alive yet, the same address shows
 * the next page alone.
 */
export function useOlderEntries<Item>(first: Page<Item>, addressAfter: (before: number) => string) {
  const fetcher = useFetcher<{ page: Page<Item> | null }>();
  const [added, setAdded] = useState<{ after: Page<Item>; pages: readonly Page<Item>[] }>({
    after: first,
    pages: [],
  });
  // Another filter begins anew.
  const pages = added.after === first ? added.pages : [];
  const last = pages.at(-1) ?? first;
  const loaded = fetcher.state === "idle" ? (fetcher.data?.page ?? null) : null;
  useEffect(() => {
    if (!loaded) return;
    setAdded((present) => {
      const before = present.after === first ? present.pages : [];
      return before.includes(loaded) ? present : { after: first, pages: [...before, loaded] };
    });
  }, [loaded, first]);
  return {
    items: [first, ...pages].flatMap(({ items }) => items),
    older: last.next_before === null ? null : addressAfter(last.next_before),
    loading: fetcher.state !== "idle",
    load: () => {
      if (last.next_before !== null && fetcher.state === "idle") fetcher.load(addressAfter(last.next_before));
    },
  };
}
