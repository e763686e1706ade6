import type { Caller, Viewer } from "../domain/access.ts";

/** What services read of the Worker's environment. */
export interface ServiceEnv {
  readonly DB: D1Database;
  readonly SANDBOX: DurableObjectNamespace;
  readonly WEBHOOK: DurableObjectNamespace;
  /** Seals secrets at rest. */
  readonly ENCRYPTION_KEY: string;
  /** Private hosts that webhooks may reach; none by default. */
  readonly WEBHOOK_ALLOWED_HOSTS?: string;
  /** `local` or `cloudflare`. */
  readonly ENGINE?: string;
  /** Host behind each preview's own part; see domain/sandbox/preview-host.ts. */
  readonly PREVIEW_HOST?: string;
  /** Absolute folders separated by colons, below which `file://` repositories may lie; none by default. */
  readonly LOCAL_REPOSITORY_ROOTS?: string;
  /** How mail is sent: workers/mail/settings.ts. */
  readonly EMAIL_SENDER?: string;
  readonly SMTP_URL?: string;
  readonly EMAIL_FROM?: string;
}

/**
 * Who asks for a use case, when, and from where; made once per request by the API and by the pages. Use cases that guests
 * of a share link reach too take `ServiceContext<Caller>`.
 */
export interface ServiceContext<C extends Caller = Viewer> {
  readonly env: ServiceEnv;
  readonly viewer: C;
  /** Epoch ms. */
  readonly now: number;
  readonly request_id: string;
  /** The dashboard's origin, e.g. `https://sandbar.example`, without a slash at the end. */
  readonly origin: string;
  /** The client's network address, for the audit log. */
  readonly address: string | null;
}
