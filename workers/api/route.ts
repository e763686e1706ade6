/** What a route of the API is: data for the dispatcher, the OpenAPI document and the tests alike. */
import type { z } from "@hono/zod-openapi";
import type { Ability } from "../domain/access.ts";
import type { Refusal, Result } from "../domain/refusal.ts";
import type { RequestContext } from "../http/context.ts";
import type { ServiceContext } from "../services/context.ts";
import type { GuestVisit } from "../services/sharing/guests.ts";

export type Fields = z.ZodObject;

/** What a handler is called with; everything in it has passed its schema. */
export interface Call<P, Q, B> {
  readonly context: ServiceContext;
  readonly request: Request;
  readonly params: P;
  readonly query: Q;
  readonly body: B;
  /** Seconds of `Prefer: wait=N`. */
  readonly wait_seconds: number | undefined;
}

/** The same before anybody has signed in. */
export interface OpenCall<B> {
  readonly http: RequestContext;
  readonly request: Request;
  readonly body: B;
}

/** The same for a guest of a share link. */
export interface GuestCall<P, Q> {
  readonly visit: GuestVisit;
  readonly request: Request;
  readonly params: P;
  readonly query: Q;
}

export interface Answer {
  readonly description: string;
  /** Of a JSON answer. */
  readonly schema?: z.ZodType;
  /** Of any other, e.g. `text/event-stream`; several, or one beside a JSON answer: as asked for. */
  readonly type?: string | readonly string[];
}

interface Common {
  readonly method: "get" | "post" | "put" | "patch" | "delete";
  /** As in OpenAPI; `{path+}` at the end takes the rest. */
  readonly path: string;
  readonly summary: string;
  readonly params?: Fields;
  readonly query?: Fields;
  /** Request headers, for the document; the handler or dispatcher reads them. */
  readonly headers?: Fields;
  /** JSON, strict: unknown fields are refused. An absent body counts as `{}`; without a schema no field is known. */
  readonly body?: z.ZodType;
  /** Content type of a body that is streamed instead. */
  readonly streamed?: string;
  readonly answers: Readonly<Record<number, Answer>>;
  /** Waits for its operation with `Prefer: wait=N`. */
  readonly waits?: boolean;
  /** Requests a minute and viewer (or address) before 429. */
  readonly limit?: number;
  /** Why what it does is not in the audit log, although its method may change something. */
  readonly unaudited?: string;
  /** Opened by WebSocket; a single-use ticket may stand for the viewer. */
  readonly socket?: boolean;
}

export interface Route extends Common {
  /** What the services behind it ask for; null when anybody signed in may. `open` for requests without a viewer. */
  readonly ability: Ability | null | "open";
  readonly handle: (call: Call<never, never, never>) => Promise<Response | Result<Response>>;
  readonly handleOpen?: (call: OpenCall<never>) => Promise<Response | Result<Response>>;
  /** For guests alone, by the cookie of the link that `{share_id}` names; members have routes of their own. */
  readonly handleGuest?: (call: GuestCall<never, never>) => Promise<Response | Result<Response>>;
}

/** Whether a body is read as JSON, with a schema or to refuse every field: what nobody reads would be ignored silently. */
export function readsJson({ method, body, streamed, socket }: Omit<Route, "handle">): boolean {
  return body !== undefined || (method !== "get" && streamed === undefined && !socket);
}

type Out<S> = S extends z.ZodType ? z.output<S> : Record<never, never>;

type Given<P, Q, B> = Omit<Common, "params" | "query" | "body"> & {
  readonly params?: P;
  readonly query?: Q;
  readonly body?: B;
};

/** A route for viewers. */
export function route<
  P extends Fields | undefined = undefined,
  Q extends Fields | undefined = undefined,
  B extends z.ZodType | undefined = undefined,
>(
  given: Given<P, Q, B> & {
    readonly ability: Ability | null;
    readonly handle: (call: Call<Out<P>, Out<Q>, Out<B>>) => Promise<Response | Result<Response>>;
  },
): Route {
  // Handlers differ in what they are called with; the dispatcher calls each with what its own schemas gave.
  return given as unknown as Route;
}

/** A route that needs nobody signed in. */
export function openRoute<B extends z.ZodType | undefined = undefined>(
  given: Given<undefined, undefined, B> & {
    readonly handleOpen: (call: OpenCall<Out<B>>) => Promise<Response | Result<Response>>;
  },
): Route {
  return { ...given, ability: "open", handle: neverSignedIn } as unknown as Route;
}

/** A route for guests of a share link; its path names the link as `{share_id}`. */
export function guestRoute<P extends Fields, Q extends Fields | undefined = undefined>(
  given: Given<P, Q, undefined> & {
    readonly ability: Ability;
    readonly handleGuest: (call: GuestCall<Out<P>, Out<Q>>) => Promise<Response | Result<Response>>;
  },
): Route {
  return { ...given, handle: neverSignedIn } as unknown as Route;
}

/** JSON of a service's result; `status` of the success. */
export function json<T>(result: Result<T>, status = 200): Result<Response> {
  return result.ok ? { ok: true, value: Response.json(result.value, { status }) } : result;
}

/** 204 of a service's result. */
export function noContent(result: Result<null>): Result<Response> {
  return result.ok ? { ok: true, value: new Response(null, { status: 204 }) } : result;
}

export const UNAUTHENTICATED: Refusal = {
  reason_code: "unauthenticated",
  message: "This needs somebody signed in.",
  retryable: false,
  next_step: "Send an API token as `Authorization: Bearer sbx_…`, or sign in.",
};

export const NO_TEAM: Refusal = {
  reason_code: "no_team",
  message: "You belong to no team any more.",
  retryable: false,
  next_step: "Ask somebody of a team to invite you, or sign out.",
};

async function neverSignedIn(): Promise<Response> {
  throw new Error("a route for others was called for a viewer");
}
