import type { Preview, PreviewHosts } from "../domain/sandbox/preview-host.ts";

/** One request to a preview's origin. */
export interface Visit {
  readonly env: Env;
  readonly request: Request;
  readonly url: URL;
  readonly hosts: PreviewHosts;
  readonly preview: Preview;
  readonly request_id: string;
  /** Of the styles of pages that are our own. */
  readonly nonce: string;
  /** The client's address, where the platform tells it. */
  readonly address: string | null;
  /** Epoch ms. */
  readonly now: number;
}
