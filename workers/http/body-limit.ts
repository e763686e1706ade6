/** Bounds on request bodies: generous where bytes are streamed on, small where they are parsed in memory. */

const PARSED_LIMIT_BYTES = 1024 ** 2;
const STREAMED_LIMIT_BYTES = 5 * 1024 ** 3;

/** Uploads into a sandbox, which are never held in memory. */
const STREAMED = /^\/api\/v1\/sandboxes\/[^/]+\/files(\/|$)/;

/**
 * The request with its body bounded, or null when it is too large. Where neither its length is told nor its path
 * streams, it is read here: what reads it later could take the failure for its own. A streamed body fails while
 * it is read, as soon as it passes the bound.
 */
export async function limitBody(request: Request): Promise<Request | null> {
  if (request.body === null) return request;
  const streamed = STREAMED.test(new URL(request.url).pathname);
  const limit = streamed ? STREAMED_LIMIT_BYTES : PARSED_LIMIT_BYTES;
  const length = request.headers.get("content-length");
  if (length !== null) return Number(length) > limit ? null : request;
  const body = request.body.pipeThrough(counting(limit));
  if (streamed) return new Request(request, { body });
  try {
    return new Request(request, { body: await new Response(body).arrayBuffer() });
  } catch (error) {
    if (error instanceof BodyTooLarge) return null;
    throw error;
  }
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
