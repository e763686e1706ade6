/**
 * Variables and secrets of the Worker. `npm start` provides them; a deployment sets them with `wrangler secret put`.
 * Nothing is served unless they are there (workers/http/configuration.ts).
 */
interface Variables {
  /** `local` or `cloudflare`. */
  readonly ENGINE: string;
  /** Local engine: its origin on the loopback interface. */
  readonly ENGINE_URL: string;
  /** Local engine: its bearer token. */
  readonly ENGINE_TOKEN: string;
  /** Signs sessions; at least 32 characters. */
  readonly AUTH_SECRET: string;
  /** Seals secrets at rest; at least 32 characters. */
  readonly ENCRYPTION_KEY: string;
  /** One-time token of the first set-up. Unset or empty: set-up refuses everything. */
  readonly SETUP_TOKEN: string;
  /** Origin that people open, e.g. `https://sandbar.example.com`. */
  readonly PUBLIC_URL: string;
  /**
   * Host behind each preview's own part, e.g. `preview.example.com` for `https://3000--demo.preview.example.com`; its
   * subdomains all lead to this Worker. Unset: `localhost` where PUBLIC_URL is this machine, no previews elsewhere.
   */
  readonly PREVIEW_HOST?: string;
  /** Local engine: folders whose git repositories may be launched by file:// URL, separated by colons. Empty: none. */
  readonly LOCAL_REPOSITORY_ROOTS: string;
  /**
   * Hosts on loopback or private networks that webhooks may reach, by http too: `host` or `host:port`, separated by commas.
   * Unset or empty: none.
   */
  readonly WEBHOOK_ALLOWED_HOSTS?: string;
  /** How mail is sent: `log` (also when unset) writes it to the server's log, `smtp` sends it. */
  readonly EMAIL_SENDER?: string;
  /** For `smtp`: `smtp[s]://user:password@host:port`, user and password percent-encoded, or without both. */
  readonly SMTP_URL?: string;
  /** For `smtp`: whom mail comes from, e.g. `Sandbar <sandbar@example.com>`. */
  readonly EMAIL_FROM?: string;
  /** Of an OAuth app of GitHub: people may sign in through it. Both or neither. */
  readonly GITHUB_CLIENT_ID?: string;
  readonly GITHUB_CLIENT_SECRET?: string;
  /** An OpenID provider, e.g. `https://id.example.com`: people may sign in through it. The three together, or none. */
  readonly OIDC_ISSUER?: string;
  readonly OIDC_CLIENT_ID?: string;
  readonly OIDC_CLIENT_SECRET?: string;
  /** What people are shown it as; its host when unset. */
  readonly OIDC_NAME?: string;
}

declare namespace Cloudflare {
  interface Env extends Variables {}
}

interface Env extends Variables {}
