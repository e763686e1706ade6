/** What a preview's origin says in place of a program: plain pages of our own, which run nothing. */
import type { Visit } from "./visit.ts";

export interface OwnPage {
  readonly status: number;
  readonly title: string;
  /** What is so. */
  readonly message: string;
  /** What to do. */
  readonly next_step: string;
  readonly link?: { readonly href: string; readonly words: string };
  /** Seconds until the page asks again by itself. */
  readonly again?: number;
}

/** A page where a person looks, one line of text for what a page loads. */
export function ownPage(visit: Pick<Visit, "request" | "nonce" | "request_id">, page: OwnPage): Response {
  const { nonce, request_id } = visit;
  const human = asksForPage(visit.request);
  const headers = new Headers({
    "content-type": human ? "text/html; charset=utf-8" : "text/plain; charset=utf-8",
    "content-security-policy": `default-src 'none'; style-src 'nonce-${nonce}'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'`,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cache-control": "no-store",
    "x-request-id": request_id,
  });
  if (page.again !== undefined) headers.set("retry-after", String(page.again));
  const body = human ? html(page, nonce) : `${page.message} ${page.next_step}\n`;
  return new Response(visit.request.method === "HEAD" ? null : body, { status: page.status, headers });
}

function asksForPage({ method, headers }: Request): boolean {
  if (method !== "GET" && method !== "HEAD") return false;
  const destination = headers.get("sec-fetch-dest");
  if (destination !== null) return ["document", "iframe", "frame"].includes(destination);
  return headers.get("accept")?.includes("text/html") ?? false;
}

function html({ title, message, next_step, link, again }: OwnPage, nonce: string): string {
  const refresh = again === undefined ? "" : `<meta http-equiv="refresh" content="${again}">`;
  const button = link ? `<p><a href="${escaped(link.href)}">${escaped(link.words)}</a></p>` : "";
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
${refresh}
<title>${escaped(title)}</title>
<style nonce="${nonce}">${STYLE}</style>
</head>
<body>
<main>
<h1>${escaped(title)}</h1>
<p>${escaped(message)}</p>
<p class="next">${escaped(next_step)}</p>
${button}
</main>
</body>
</html>
`;
}

const STYLE = `
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { margin: 0; background: light-dark(#faf9f7, #131211); color: light-dark(#21201d, #eeebe7); }
main { max-width: 34rem; margin: 18vh auto 0; padding: 0 1.5rem; }
h1 { font-size: 1.35rem; line-height: 1.3; margin: 0 0 .75rem; overflow-wrap: anywhere; }
p { margin: 0 0 .75rem; overflow-wrap: anywhere; }
.next { color: light-dark(#66615a, #a8a29b); }
a { color: light-dark(#0b6b83, #6cc5dc); }
`;

function escaped(text: string): string {
  const entities: Record<string, string> = {
    "&": "&amp;",
    "<": "&lt;",
    ">": "&gt;",
    '"': "&quot;",
    "'": "&#39;",
  };
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? character);
}
