import { z } from "@hono/zod-openapi";
import type { EventBody, LogBody } from "../../domain/bodies.ts";
import { LOG_SOURCES } from "../../domain/sandbox.ts";
import { EVENTS_PAGE } from "../../services/events.ts";
import { LOGS_PAGE } from "../../services/logs.ts";
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

export const event = z
  .strictObject({
    seq: z.int(),
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

export const log = z
  .strictObject({
    offset: z.int(),
    next_offset: z.int(),
    at: time,
    source: z.enum(LOG_SOURCES),
    stream: z.enum(["stdout", "stderr"]),
    text: z.string(),
  })
  .openapi("LogEntry") satisfies z.ZodType<LogBody>;

export const eventPage = z.strictObject({ items: z.array(event), next_after: z.int() });
export const logPage = z.strictObject({ items: z.array(log), next_after: z.int(), first_offset: z.int() });
