import { env } from "cloudflare:workers";
import { sql } from "drizzle-orm";
import { expect, test, vi } from "vitest";
import { bugResponse } from "../http/errors.ts";
import { database } from "./database.ts";
import { session } from "./schema/auth.ts";

const db = database(env.DB);
const SECRET = "canary-of-a-failed-query";

test.each([
  ["written with the builder", () => db.insert(session).values(sessionOf(SECRET))],
  ["written as SQL", () => db.run(sql`INSERT INTO no_such_table (token) VALUES (${SECRET})`)],
  ["that reads", () => db.all(sql`SELECT * FROM no_such_table WHERE token = ${SECRET}`)],
])(
  "the log tells of a failed query %s what it was and why it failed, and nothing it was asked with",
  async (_, ask) => {
    const error: unknown = await ask().then(
      () => undefined,
      (reason) => reason,
    );
    const said: string[] = [];
    const log = vi.spyOn(console, "error").mockImplementation((line: string) => void said.push(line));
    bugResponse(error, new Request("https://sandbar.example/api/v1/me"), "a request");
    log.mockRestore();
    expect(said.join()).toMatch(/(session|no_such_table)/);
    expect(said.join()).toMatch(/FOREIGN KEY constraint failed|no such table/);
    const { query, cause, ...rest } = error as Error & { query: string };
    expect(
      `${said} ${error} ${(error as Error).stack} ${query} ${cause} ${JSON.stringify(rest)}`,
    ).not.toContain(SECRET);
  },
);

function sessionOf(token: string) {
  const now = new Date();
  return { id: "s", token, userId: "nobody", expiresAt: now, createdAt: now, updatedAt: now };
}
