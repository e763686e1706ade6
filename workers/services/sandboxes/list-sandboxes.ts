import { database } from "../../data/database.ts";
import { listSandboxes as listRows } from "../../data/sandboxes.ts";
import { can, seenBy } from "../../domain/access.ts";
import { ok, type Result } from "../../domain/refusal.ts";
import type { SummaryBody } from "../../domain/sandbox/bodies.ts";
import { decodeCursor, encodeCursor, PAGE_LIMIT_DEFAULT } from "../../domain/sandbox/listing.ts";
import { summaryBody } from "../../domain/sandbox/record-body.ts";
import type { State } from "../../domain/sandbox.ts";
import { guarded } from "../audit/audit-trail.ts";
import type { ServiceContext } from "../context.ts";
import { forecaster } from "./forecasts.ts";

export interface SandboxQuery {
  readonly state?: State;
  /** User id, or `me`. */
  readonly owner?: string;
  /** Text found in the name or repository. */
  readonly q?: string;
  readonly cursor?: string;
  /** 1 to PAGE_LIMIT_MAX. */
  readonly limit?: number;
}

export interface SandboxList {
  readonly items: readonly SummaryBody[];
  readonly next_cursor: string | null;
}

/** Newest first, from the index alone: no sandbox is asked. Refuses with `invalid_cursor`. */
export async function listSandboxes(
  context: ServiceContext,
  input: SandboxQuery,
): Promise<Result<SandboxList>> {
  return guarded(context, { action: "sandbox.list", target: null }, async () => {
    const { env, viewer, origin } = context;
    const decision = can(viewer, "sandboxes.read");
    if (!decision.ok) return decision;
    const cursor = input.cursor === undefined ? ok(undefined) : decodeCursor(input.cursor);
    if (!cursor.ok) return cursor;
    const [page, forecastOf] = await Promise.all([
      listRows(database(env.DB), {
        team_id: viewer.team_id,
        seen_by: seenBy(viewer),
        state: input.state,
        owner_id: input.owner === "me" ? viewer.user_id : input.owner,
        q: input.q || undefined,
        cursor: cursor.value,
        limit: input.limit ?? PAGE_LIMIT_DEFAULT,
      }),
      forecaster(context),
    ]);
    return ok({
      items: page.items.map(({ record }) => summaryBody(record, forecastOf(record), origin)),
      next_cursor: page.next_cursor && encodeCursor(page.next_cursor),
    });
  });
}
