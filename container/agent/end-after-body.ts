/** An answer that is given before its request's body has been read. */
import type { IncomingMessage, ServerResponse } from "node:http";

/** How long the rest of a body is read and thrown away before the connection is closed all the same, ms. */
const LINGER_MS = 5_000;

/**
 * Sends `body` at once, and ends the answer when the request's own body has ended too. The head must name the answer's
 * length, so that the client need not wait for the end.
 */
export function endAfterBody(request: IncomingMessage, response: ServerResponse, body: Buffer): void {
  if (request.complete) {
    response.end(body);
    return;
  }
  response.write(body);
  void bodyTaken(request).then(() => response.end());
}

/**
 * Resolves when the request's body has ended, or nobody sends it any more. An answer that ends earlier closes a connection
 * that is not kept while the client still writes: the client then sees a broken pipe instead of the answer.
 */
export function bodyTaken(request: IncomingMessage): Promise<void> {
  if (request.complete || request.destroyed) return Promise.resolve();
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      resolve();
    };
    const timer = setTimeout(end, LINGER_MS);
    request.once("end", end).once("close", end).unpipe().resume();
  });
}
