import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { database } from "./database.ts";
import { consumeTicket, createTicket, deleteExpiredTickets, TICKET_LIFETIME_MS } from "./tickets.ts";

const db = database(env.DB);
const NOW = 1_800_000_000_000;
const wanted = { team_id: "team_a", resource: "/sandboxes/demo/live", grant: { role: "view" } };

test("a ticket opens its resource once", async () => {
  const { ticket, expires_at } = await createTicket(db, wanted, NOW);
  expect(expires_at).toBe(NOW + TICKET_LIFETIME_MS);
  const first = await consumeTicket(db, ticket, wanted.resource, NOW + 1);
  expect(first).toEqual({ team_id: "team_a", grant: { role: "view" } });
  expect(await consumeTicket(db, ticket, wanted.resource, NOW + 1)).toBeUndefined();
});

test("of simultaneous uses one succeeds", async () => {
  const { ticket } = await createTicket(db, wanted, NOW);
  const uses = Array.from({ length: 10 }, () => consumeTicket(db, ticket, wanted.resource, NOW));
  expect((await Promise.all(uses)).filter((use) => use !== undefined)).toHaveLength(1);
});

test("a ticket does not open another resource, and is not used up by trying", async () => {
  const { ticket } = await createTicket(db, wanted, NOW);
  expect(await consumeTicket(db, ticket, "/sandboxes/other/live", NOW)).toBeUndefined();
  expect(await consumeTicket(db, ticket, wanted.resource, NOW)).toBeDefined();
});

test("a ticket expires after 30 seconds", async () => {
  const { ticket } = await createTicket(db, wanted, NOW);
  expect(await consumeTicket(db, ticket, wanted.resource, NOW + TICKET_LIFETIME_MS)).toBeUndefined();
});

test("only its hash is stored, and unused ones are removed", async () => {
  const { ticket } = await createTicket(db, wanted, NOW);
  const stored = JSON.stringify((await env.DB.prepare("SELECT * FROM tickets").all()).results);
  expect(stored).not.toContain(ticket);
  await deleteExpiredTickets(db, NOW + TICKET_LIFETIME_MS);
  expect((await env.DB.prepare("SELECT * FROM tickets").all()).results).toEqual([]);
});
