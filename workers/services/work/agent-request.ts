import { type Caller, resourceOf } from "../../domain/access.ts";
import type { Result } from "../../domain/refusal.ts";
import type { ServiceContext } from "../context.ts";
import type { FoundSandbox } from "../sandboxes/find-sandbox.ts";
import { checked } from "./agent-refusal.ts";
import { socketViewer, viewerHeaders } from "./socket-viewer.ts";

export interface AgentRequest {
  readonly method?: string;
  readonly headers?: Record<string, string>;
  readonly body?: BodyInit | null;
  /** Aborting disconnects; a command that runs for this request ends with it. */
  readonly signal?: AbortSignal;
}

/**
 * Asks the sandbox's Durable Object over HTTP (streams, files, ports, terminals), as this viewer.
 * @param path of sandbox/contract.ts, e.g. `/files?path=src`; beginning with a slash
 */
export async function askSandbox(
  context: ServiceContext<Caller>,
  { stub, row }: FoundSandbox,
  path: string,
  request: AgentRequest = {},
): Promise<Result<Response>> {
  const who = socketViewer(context, resourceOf(row.record));
  const headers = viewerHeaders(who, request.headers);
  const response = await stub.fetch(`https://sandbox${path}`, {
    method: request.method ?? "GET",
    headers,
    body: request.body,
    signal: request.signal,
  });
  return checked(response);
}
