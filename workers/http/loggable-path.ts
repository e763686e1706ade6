/** Secrets travel in some addresses: a share link's, an invitation's, a password reset's. */
const SECRET_AFTER = /^\/(s|invite|reset-password|api\/auth\/reset-password)\/.+$/;

/** The path as a log may show it: without the secret of a share link, an invitation or a password reset. */
export function loggablePath(pathname: string): string {
  return pathname.replace(SECRET_AFTER, "/$1/…");
}
