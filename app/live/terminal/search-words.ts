/** How a search goes through the output. */
export interface SearchRules {
  readonly caseSensitive: boolean;
  readonly wholeWord: boolean;
  readonly regex: boolean;
}

/** Matches, at most SEARCH_MARKED of them counted, and which of them is shown; -1 when it is not among those. */
export interface SearchCount {
  readonly index: number;
  readonly count: number;
}

/** Matches that are marked and counted; looking for more would make typing slow. */
export const SEARCH_MARKED = 1000;

export function countWords(text: string, count: SearchCount | null): string {
  if (text === "" || count === null) return "";
  if (count.count === 0) return "Nothing found";
  const all = count.count >= SEARCH_MARKED ? "1,000 or more" : String(count.count);
  if (count.index >= 0) return `${count.index + 1} of ${all}`;
  return count.count === 1 ? "1 match" : `${all} matches`;
}

/** Whether it is a regular expression, and one that can't match nothing at all, of which there would be no end. */
export function isPattern(text: string): boolean {
  try {
    return text === "" || !new RegExp(text).test("");
  } catch {
    return false;
  }
}

/** The selection as a query: one line of it; nothing when it spans several. */
export function queryFrom(selection: string): string {
  const text = selection.trim();
  return text.includes("\n") || text.length > 200 ? "" : text;
}
