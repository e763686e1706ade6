/** Bounds on request bodies: generous where bytes are streamed on, small where they are parsed in memory. */

const PARSED_LIMIT_BYTES = 1024 ** 2;
const STREAMED_LIMIT_BYTES = 5 * 1024 ** 3;

/** Uploads into a sandbox, which are never held in memory. */
const STREAMED = /^\/api\/v1\/sandboxes\/[^/]+\/files(\/|$)/;

/** Bytes that a request to this path may carry. */
export function bodyLimit(pathname: string): number {
  return STREAMED.test(pathname) ? STREAMED_LIMIT_BYTES : PARSED_LIMIT_BYTES;
}

/**
 * The request with its body bounded, or null when it says itself that it is too large. A body without a length
 * fails while it is read (`BodyTooLarge`) as soon as it passes the bound.
 */
export function limitBody(request: Request, limit: number): Request | null {
  if (request.body === null) return request;
  const length = request.headers.get("content-length");
  if (length !== null) return Number(length) > limit ? null : request;
  return new Request(request, { body: request.body.pipeThrough(counting(limit)) });
}

export class BodyTooLarge extends Error {
  constructor() {
    super("the request's body is too large");
    this.name = "BodyTooLarge";
  }
}

function counting(limit: number): TransformStream<Uint8Array, Uint8Array> {
  let bytes = 0;
  return new TransformStream({
    transform(chunk, controller) {
      bytes += chunk.byteLength;
      if (bytes > limit) controller.error(new BodyTooLarge());
      else controller.enqueue(chunk);
    },
  });
}
