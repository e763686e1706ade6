/** Bounds on request bodies: generous where bytes are streamed on, small where they are parsed in memory. */

const PARSED_LIMIT_BYTES = 1024 ** 2;
const STREAMED_LIMIT_BYTES = 5 * 1024 ** 3;

/** Uploads into a sandbox, which are never held in memory. */
const STREAMED = /^\/api\/v1\/sandboxes\/[^/]+\/files(\/|$)/;

/** Of what is too large so much is still taken in: a client that is cut off while it sends never reads why. */
const DISCARDED_BYTES = 64 * 1024 ** 2;

/**
 * The request with its body bounded, or null when it is too large. Where neither its length is told nor its path
 * streams, it is read here: what reads it later could take the failure for its own. A streamed body fails while
 * it is read, as soon as it passes the bound.
 */
export async function limitBody(request: Request): Promise<Request | null> {
  const { body } = request;
  if (body === null) return request;
  const streamed = STREAMED.test(new URL(request.url).pathname);
  const limit = streamed ? STREAMED_LIMIT_BYTES : PARSED_LIMIT_BYTES;
  const length = request.headers.get("content-length");
  if (length !== null && Number(length) <= limit) return request;
  if (length === null && streamed) return new Request(request, { body: body.pipeThrough(counting(limit)) });
  const whole = await readWhole(body, length === null ? limit : 0);
  return whole && new Request(request, { body: whole });
}

/** Null when there is more than `limit` bytes; the rest is discarded, as far as it is waited for. */
async function readWhole(body: ReadableStream<Uint8Array>, limit: number): Promise<Blob | null> {
  let kept: Uint8Array<ArrayBuffer>[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.byteLength;
    if (bytes > limit) kept = [];
    else kept.push(new Uint8Array(chunk));
    if (bytes > limit + DISCARDED_BYTES) break;
  }
  return bytes > limit ? null : new Blob(kept);
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
