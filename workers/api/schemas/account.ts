import { z } from "@hono/zod-openapi";
import { ABILITIES, type Ability } from "../../domain/access.ts";
import type { MeBody } from "../../services/accounts/me.ts";
import type { SetupBody } from "../../services/accounts/setup.ts";
import { time } from "./common.ts";
import { role, scope } from "./team.ts";

export const setupRequest = z
  .strictObject({
    setup_token: z
      .string()
      .min(1)
      .openapi({ description: "Of the link that the server printed, or the operator’s SETUP_TOKEN" }),
    team: z.string().min(1),
    name: z.string().min(1),
    email: z.string().min(1),
    password: z.string().min(1).openapi({ description: "At least 10 characters" }),
  })
  .openapi("Setup");

const team = z.strictObject({ team_id: z.string(), name: z.string() });

export const setupAnswer = z
  .strictObject({
    user: z.strictObject({ user_id: z.string(), name: z.string(), email: z.string() }),
    team,
    token: z.string(),
  })
  .openapi("SetUp") satisfies z.ZodType<SetupBody>;

export const me = z
  .strictObject({
    user: z.strictObject({ user_id: z.string(), name: z.string() }),
    team,
    role,
    abilities: z.array(z.enum(Object.keys(ABILITIES) as [Ability, ...Ability[]])),
    scopes: z
      .array(scope)
      .nullable()
      .openapi({ description: "Of the token that asks; null in a browser session" }),
  })
  .openapi("Me") satisfies z.ZodType<MeBody>;

export const ticketRequest = z
  .strictObject({ resource: z.string().min(1).max(300).openapi({ example: "/sandboxes/demo/live" }) })
  .openapi("TicketRequest");

export const ticket = z.strictObject({ ticket: z.string(), expires_at: time }).openapi("Ticket");
