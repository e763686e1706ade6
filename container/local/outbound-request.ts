import type { OutboundRequest } from "../../workers/domain/webhooks/outbound.ts";
import { invalidRequest } from "./refusals.ts";

/** The body of POST /outbound. Throws `invalid_request`, naming the field. */
export function parseOutboundRequest(value: unknown): OutboundRequest {
  const { url, headers, body } = (value ?? {}) as Record<string, unknown>;
  if (typeof url !== "string") throw invalidRequest("url", "must be a string");
  if (typeof body !== "string") throw invalidRequest("body", "must be a string");
  const entries = typeof headers === "object" && headers !== null ? Object.entries(headers) : null;
  if (!entries?.every(([, text]) => typeof text === "string" && !/[\r\n]/.test(text))) {
    throw invalidRequest("headers", "must be an object of strings");
  }
  return { url, headers: Object.fromEntries(entries) as Record<string, string>, body };
}
