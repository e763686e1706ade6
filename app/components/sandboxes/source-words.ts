/** "acme/api@main", "Template: node" or "Empty": where a sandbox's files came from, short. */
export function sourceWords(from: {
  repository: string | null;
  ref: string | null;
  template: string | null;
}): string {
  if (from.repository) return shortRepository(from.repository) + (from.ref ? `@${from.ref}` : "");
  if (from.template && from.template !== "empty") return `${from.template} template`;
  return "Empty";
}

/** The last two parts of the path: an owner and a name, wherever it is hosted. */
function shortRepository(repository: string): string {
  const path = repository.replace(/^[a-z+]+:\/\/[^/]*\/?/, "/").replace(/^[^/@]*@[^:/]*:/, "");
  return (
    path
      .replace(/\.git\/?$/, "")
      .split("/")
      .filter(Boolean)
      .slice(-2)
      .join("/") || repository
  );
}
