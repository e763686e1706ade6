/** One HTTP request and its answer, with what handlers need to read one and write the other. */
import type { IncomingMessage, ServerResponse } from "node:http";
import { refusalBody } from "../../workers/domain/refusal-body.ts";
import { REFUSAL_HEADER } from "../../workers/engines/agent-api.ts";
import { endAfterBody } from "./end-after-body.ts";
import { type Fields, parseFields } from "./fields.ts";
import { Refused } from "./refused.ts";

/** Largest JSON body, and longest first line of an exec. */
const MAX_JSON_BYTES = 4 * 1024 * 1024;

export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly query: URLSearchParams;
  /** What the route's pattern captured, decoded. */
  readonly captured: readonly string[];
  /** The request's path and query as they came. */
  readonly url: string;
}

export function sendJson({ response }: Exchange, status: number, value: unknown): void {
  const body = Buffer.from(JSON.stringify(value));
  response.writeHead(status, { "content-type": "application/json", "content-length": body.byteLength });
  response.end(body);
}

export function sendEmpty({ response }: Exchange, status: number): void {
  response.writeHead(status, status === 204 ? {} : { "content-length": 0 });
  response.end();
}

export function refusalText(refused: Refused): string {
  return JSON.stringify(refusalBody(refused.refusal));
}

/** Answers with a refusal; when an answer has begun already it is cut off instead, so that it can't pass for whole. */
export function sendRefusal(request: IncomingMessage, response: ServerResponse, refused: Refused): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const body = Buffer.from(refusalText(refused));
  response.writeHead(refused.status, {
    "content-type": "application/json",
    "content-length": body.byteLength,
    [REFUSAL_HEADER]: refused.refusal.reason_code,
  });
  endAfterBody(request, response, body);
}

export async function readJsonFields(exchange: Exchange): Promise<Fields> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of exchange.request as AsyncIterable<Buffer>) {
    size += chunk.byteLength;
    if (size > MAX_JSON_BYTES) throw tooLarge();
    chunks.push(chunk);
  }
  return parseFields(Buffer.concat(chunks).toString());
}

/** The body's first line, without its newline; what came after it can still be read from the request. */
export async function readFirstLine(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  return await new Promise((resolve, reject) => {
    const finish = (settle: () => void) => {
      request.off("readable", onReadable).off("end", onEnd).off("error", onError);
      settle();
    };
    const take = () => resolve(Buffer.concat(chunks).toString());
    const onEnd = () => finish(take);
    const onError = (error: Error) => finish(() => reject(error));
    const onReadable = () => {
      for (let chunk: Buffer | null = request.read(); chunk !== null; chunk = request.read()) {
        const newline = chunk.indexOf(0x0a);
        chunks.push(newline < 0 ? chunk : chunk.subarray(0, newline));
        size += chunk.byteLength;
        if (newline >= 0) {
          const rest = chunk.subarray(newline + 1);
          finish(() => {
            if (rest.byteLength > 0) request.unshift(rest);
            take();
          });
          return;
        }
        if (size > MAX_JSON_BYTES) return finish(() => reject(tooLarge()));
      }
    };
    request.on("readable", onReadable).on("end", onEnd).on("error", onError);
  });
}

function tooLarge(): Refused {
  return new Refused(413, "body_too_large", `The body is larger than ${MAX_JSON_BYTES} bytes.`);
}
