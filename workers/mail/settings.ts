/** How mail is sent, read from the environment. Pure, so that starting and serving refuse the same things. */
import { ok, type Result, refuse } from "../domain/refusal.ts";

export interface SmtpSettings {
  readonly host: string;
  readonly port: number;
  /** TLS from the first byte; else by STARTTLS, which the server must offer unless it is on this machine. */
  readonly secure: boolean;
  readonly credentials: { readonly username: string; readonly password: string } | null;
  readonly from: Mailbox;
}

export interface Mailbox {
  readonly name: string | null;
  readonly address: string;
}

export type MailSettings = { readonly kind: "log" } | ({ readonly kind: "smtp" } & SmtpSettings);

export interface MailVariables {
  /** `log` (default) or `smtp`. */
  readonly EMAIL_SENDER?: string;
  /** `smtp[s]://user:password@host:port`. */
  readonly SMTP_URL?: string;
  /** `sandbar@example.com` or `Sandbar <sandbar@example.com>`. */
  readonly EMAIL_FROM?: string;
}

/** Refuses with one sentence that names the variable; values are never repeated: they hold a password. */
export function readMailSettings({
  EMAIL_SENDER,
  SMTP_URL,
  EMAIL_FROM,
}: MailVariables): Result<MailSettings> {
  const kind = EMAIL_SENDER || "log";
  if (kind === "log")
    return SMTP_URL ? wrong("SMTP_URL is set, but EMAIL_SENDER is not smtp.") : ok({ kind });
  if (kind !== "smtp") return wrong("EMAIL_SENDER must be log or smtp.");
  if (!SMTP_URL) return wrong("SMTP_URL is not set; EMAIL_SENDER=smtp needs it.");
  const url = URL.canParse(SMTP_URL) ? new URL(SMTP_URL) : null;
  const secure = url?.protocol === "smtps:";
  if (!url?.hostname || (!secure && url.protocol !== "smtp:") || !isBare(url)) {
    return wrong("SMTP_URL must be smtp://user:password@host:port or smtps://…, without a path.");
  }
  const credentials = credentialsOf(url);
  if (credentials === undefined)
    return wrong("SMTP_URL needs both user and password, percent-encoded, or neither.");
  const from = readMailbox(EMAIL_FROM ?? "");
  if (!from)
    return wrong(
      "EMAIL_FROM must be an address such as sandbar@example.com or Sandbar <sandbar@example.com>.",
    );
  const port = url.port === "" ? (secure ? 465 : 587) : Number(url.port);
  return ok({ kind, host: url.hostname.replace(/^\[|\]$/g, ""), port, secure, credentials, from });
}

/** Printable ASCII, one "@", nothing that could end a line or an address of the SMTP dialogue. */
export function isAddress(text: string): boolean {
  return text.length <= 254 && /^[!#-'*+\-/-9=?A-Z^-~.]+@[A-Za-z0-9.[\]:-]+$/.test(text);
}

function readMailbox(text: string): Mailbox | null {
  const named = /^\s*"?([^"<>\r\n]*?)"?\s*<([^<>]+)>\s*$/.exec(text);
  const [name, address] = named ? [named[1] || null, named[2] ?? ""] : [null, text.trim()];
  return isAddress(address) ? { name, address } : null;
}

function isBare({ pathname, search, hash }: URL): boolean {
  return (pathname === "" || pathname === "/") && search === "" && hash === "";
}

/** Undefined: half of them, or no percent-encoding. */
function credentialsOf({ username, password }: URL): SmtpSettings["credentials"] | undefined {
  if (username === "" && password === "") return null;
  if (username === "" || password === "") return undefined;
  try {
    return { username: decodeURIComponent(username), password: decodeURIComponent(password) };
  } catch {
    return undefined;
  }
}

function wrong(message: string): Result<never> {
  return refuse({ reason_code: "not_configured", message, retryable: false });
}
