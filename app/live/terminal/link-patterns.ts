/** Addresses in the output of programs, and where they lead. */

export interface FoundLink {
  /** UTF-16 position in the text, and the length. */
  readonly start: number;
  readonly text: string;
  readonly target: LinkTarget;
}

export type LinkTarget =
  | { readonly kind: "web"; readonly url: string }
  /** A port of the sandbox; the path has query and fragment. */
  | { readonly kind: "port"; readonly port: number; readonly path: string };

const ADDRESS =
  /https?:\/\/[^\s"'`<>{}|\\^\p{Cc}]+|(?<![\w.:/@-])(?:localhost|127\.0\.0\.1|0\.0\.0\.0|\[::1?\]):\d{1,5}(?:\/[^\s"'`<>{}|\\^\p{Cc}]*)?(?!\w)/giu;

export function findLinks(text: string): FoundLink[] {
  const found: FoundLink[] = [];
  for (const match of text.matchAll(ADDRESS)) {
    const address = withoutTail(match[0]);
    const target = linkTarget(address.includes("://") ? address : `http://${address}`);
    if (target) found.push({ start: match.index, text: address, target });
  }
  return found;
}

/** Where an address leads; null for what is not followed: other schemes, nonsense, names and passwords within. */
export function linkTarget(address: string): LinkTarget | null {
  const url = URL.parse(address);
  if (!url || (url.protocol !== "http:" && url.protocol !== "https:")) return null;
  if (url.username !== "" || url.password !== "") return null;
  if (!LOOPBACK.test(url.hostname)) return { kind: "web", url: url.href };
  const port = Number(url.port || (url.protocol === "https:" ? 443 : 80));
  return port > 0 ? { kind: "port", port, path: `${url.pathname}${url.search}${url.hash}` } : null;
}

/** In the sandbox these are the sandbox itself; in the browser they would be the person's own machine. */
const LOOPBACK = /^(?:(?:[\w-]+\.)*localhost|127\.\d+\.\d+\.\d+|0\.0\.0\.0|\[::1?\])$/i;

export function targetUrl(target: LinkTarget, sandbox: string): string {
  if (target.kind === "web") return target.url;
  const query = new URLSearchParams({ path: target.path });
  return `/sandboxes/${encodeURIComponent(sandbox)}/ports/${target.port}/open?${query}`;
}

/** Said while the pointer is on it. */
export function targetWords(target: LinkTarget, sandbox: string): string {
  if (target.kind === "web") return target.url;
  return `Port ${target.port} of ${sandbox}${target.path === "/" ? "" : `, ${target.path}`}`;
}

/** Without the sentence around it: a full stop, a closing bracket whose opening one is outside. */
function withoutTail(address: string): string {
  const trimmed = address.replace(/[.,;:!?]+$/, "");
  const last = trimmed.at(-1) ?? "";
  const opening = { ")": "(", "]": "[" }[last];
  if (!opening || count(trimmed, opening) >= count(trimmed, last)) return trimmed;
  return withoutTail(trimmed.slice(0, -1));
}

function count(text: string, char: string): number {
  return text.split(char).length - 1;
}
