/** Secrets travel in some addresses: a share link's, an invitation's, a password reset's. */
const SECRET_AFTER = /^\/(s|invite|reset-password|api\/auth\/reset-password)\/.+$/;

/** Whether whoever has this address has a secret: it may reach no other place, in a Referer neither. */
export function holdsSecret(pathname: string): boolean {
  return SECRET_AFTER.test(pathname);
}

/** The path as a log may show it: without the secret of a share link, an invitation or a password reset. */
export function loggablePath(pathname: string): string {
  return pathname.replace(SECRET_AFTER, "/$1/…");
}
