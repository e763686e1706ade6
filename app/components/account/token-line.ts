interface MadeToken {
  readonly token_id: string;
  readonly made_with: string | null;
}

/** Tokens that were made with this one, or with one of those: they end with it. */
export function madeWith<T extends MadeToken>(tokens: readonly T[], token_id: string): T[] {
  const line = [token_id];
  const made: T[] = [];
  for (const maker of line) {
    for (const token of tokens) {
      if (token.made_with !== maker || line.includes(token.token_id)) continue;
      line.push(token.token_id);
      made.push(token);
    }
  }
  return made;
}
