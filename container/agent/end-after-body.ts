/** An answer that is given before its request's body has been read. */
import type { IncomingMessage, ServerResponse } from "node:http";

/** How long the rest of a body is read and thrown away before the connection is closed all the same, ms. */
const LINGER_MS = 5_000;

/**
 * Sends `body` at once, and ends the answer when the request's own body has ended too. Ended earlier, a connection that
 * is not kept is closed while the client still writes: the client then sees a broken pipe instead of the answer.
 * The head must name the answer's length, so that the client need not wait for the end.
 */
export function endAfterBody(request: IncomingMessage, response: ServerResponse, body: Buffer): void {
  if (request.complete) {
    response.end(body);
    return;
  }
  response.write(body);
  const end = () => {
    clearTimeout(timer);
    response.end();
  };
  const timer = setTimeout(end, LINGER_MS);
  request.once("end", end).once("close", end).unpipe().resume();
}
