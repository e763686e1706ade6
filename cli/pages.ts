import type { Answer } from "./answers.ts";
import type { Api } from "./api.ts";
import type { Page } from "./bodies.ts";
import type { Outcome } from "./failure.ts";

/** Gives every page of what is read from its beginning, in order; answers the last one. */
export async function everyPage<P extends Page<unknown>>(
  kind: Answer<P>,
  api: Api,
  path: string,
  query: Readonly<Record<string, string | undefined>>,
  take: (page: P) => Promise<void>,
): Promise<Outcome<P>> {
  for (let after = 0; ; ) {
    const page = await api.get(kind, path, { ...query, after });
    if (!page.ok) return page;
    await take(page.value);
    if (page.value.next_after <= after) return page;
    after = page.value.next_after;
  }
}
