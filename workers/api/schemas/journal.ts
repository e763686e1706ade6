import { z } from "@hono/zod-openapi";
import type { EventBody, LogBody } from "../../domain/sandbox/bodies.ts";
import { LOG_SOURCES } from "../../domain/sandbox.ts";
import { EVENTS_PAGE } from "../../services/sandboxes/events.ts";
import { LOGS_PAGE } from "../../services/sandboxes/logs.ts";
import { state, time } from "./common.ts";

const after = z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER).optional();

export const eventsQuery = z.object({
  after: after.openapi({ description: "Events after this number; 0 is the beginning" }),
  limit: z.coerce.number().int().min(1).max(EVENTS_PAGE).optional(),
});

export const logsQuery = z.object({
  source: z.enum(LOG_SOURCES).optional(),
  after: after.openapi({ description: "Byte offset from which to read; 0 is the beginning" }),
  limit: z.coerce.number().int().min(1).max(LOGS_PAGE).optional(),
});

export const lastEventId = z.object({
  "last-event-id": z
    .string()
    .optional()
    .openapi({ description: "Of the last event seen, when reconnecting" }),
});

const event = z
  .strictObject({
    seq: z.int().openapi({ description: "Rises by one with each event of the sandbox, without holes" }),
    at: time,
    type: z.string(),
    actor: z.string(),
    from: state.optional(),
    to: state.optional(),
    reason: z.string().optional(),
    operation_id: z.string().optional(),
    data: z.record(z.string(), z.unknown()),
  })
  .openapi("Event") satisfies z.ZodType<EventBody>;

const log = z
  .strictObject({
    offset: z.int().openapi({ description: "Of its first byte, in UTF-8 bytes of all sources together" }),
    next_offset: z.int().openapi({ description: "Where the next piece begins" }),
    at: time,
    source: z.enum(LOG_SOURCES),
    stream: z.enum(["stdout", "stderr"]),
    text: z.string(),
  })
  .openapi("LogEntry") satisfies z.ZodType<LogBody>;

const nextAfter = z.int().openapi({ description: "The `after` of the next page" });
const firstOffset = z.int().openapi({ description: "Bytes before this are no longer kept" });

export const eventPage = z.strictObject({ items: z.array(event), next_after: nextAfter });
export const logPage = z.strictObject({
  items: z.array(log),
  next_after: nextAfter,
  first_offset: firstOffset,
});
