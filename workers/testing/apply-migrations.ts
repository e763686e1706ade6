/** Runs before each test file: nothing is left of the file before, and the database is as a deployment has it. */
import { applyD1Migrations, type D1Migration, reset } from "cloudflare:test";
import { env } from "cloudflare:workers";

const { TEST_MIGRATIONS } = env as Env & { TEST_MIGRATIONS: D1Migration[] };
await reset();
await applyD1Migrations(env.DB, TEST_MIGRATIONS);
