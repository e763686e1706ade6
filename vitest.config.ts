import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";
import { trustTestAuthority } from "./tests/smtp/trust.ts";

// Workerd's driver reads whom to trust as soon as it is loaded.
trustTestAuthority();
const { cloudflareTest, readD1Migrations } = await import("@cloudflare/vitest-plugin");

/** Whole products that are tried at the same time. */
const PRODUCTS = 3;

export default defineConfig({
  test: {
    // All processors, where Vitest would leave one idle: most of these tests wait for other programs. More would starve them.
    maxWorkers: Math.min(4, availableParallelism()),
    projects: [
      {
        test: {
          name: "domain",
          // Nothing here leaves anything behind, and most files take less time than a worker of their own would take to start.
          isolate: false,
          include: ["workers/domain/**/*.test.ts", "workers/**/*.node.test.ts", "app/**/*.test.ts"],
          // Properties try thousands of cases; how long that takes is the machine's affair.
          testTimeout: 60_000,
        },
      },
      {
        test: {
          name: "container",
          include: [
            "cli/**/*.test.ts",
            "container/**/*.test.ts",
            "scripts/**/*.test.ts",
            "workers/engines/**/*.test.ts",
          ],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        plugins: [
          cloudflareTest(async ({ inject }) => ({
            main: "./workers/testing/worker.ts",
            wrangler: { configPath: "./wrangler.jsonc" },
            miniflare: {
              bindings: {
                ENGINE: "local",
                ENGINE_URL: inject("engineUrl"),
                ENGINE_TOKEN: inject("engineToken"),
                AUTH_SECRET: "auth-secret-of-the-tests-0123456789",
                ENCRYPTION_KEY: "encryption-key-of-the-tests-0123456789",
                SETUP_TOKEN: "setup-token-of-the-tests",
                PUBLIC_URL: "http://127.0.0.1:8787",
                LOCAL_REPOSITORY_ROOTS: inject("repositoryRoot"),
                WEBHOOK_ALLOWED_HOSTS: "localhost",
                TEST_MIGRATIONS: await readD1Migrations("./migrations"),
              },
            },
          })),
        ],
        test: {
          name: "worker",
          // A worker takes one file after another: to start workerd and load a thousand modules takes longer than most files
          // run. apply-migrations.ts gives each file an empty world.
          isolate: false,
          // Bundled once: otherwise every test file's own isolate fetches hundreds of modules one by one.
          deps: {
            optimizer: {
              ssr: {
                enabled: true,
                rolldownOptions: { external: [/^node:/, /^cloudflare:/] },
                include: [
                  "@hono/zod-openapi",
                  "better-auth",
                  "better-auth/adapters/drizzle",
                  "better-auth/plugins/generic-oauth",
                  "better-auth/plugins/two-factor",
                  "drizzle-orm",
                  "drizzle-orm/d1",
                  "drizzle-orm/sqlite-core",
                  "hono",
                  "react-router",
                  "uqr",
                ],
              },
            },
          },
          include: [
            "workers/{sandbox,data,services,api,auth,http,mail,preview,webhooks,outbound}/**/*.test.ts",
          ],
          exclude: ["workers/sandbox/model/**", "workers/**/*.node.test.ts"],
          globalSetup: ["./tests/engine.setup.ts", "./tests/smtp.setup.ts", "./tests/webhooks.setup.ts"],
          setupFiles: ["./workers/testing/apply-migrations.ts", "./workers/testing/unnamed-changes.ts"],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        resolve: {
          alias: {
            "cloudflare:workers": new URL(
              "workers/sandbox/model/workerd/cloudflare-workers.ts",
              import.meta.url,
            ).pathname,
          },
        },
        test: {
          name: "model",
          include: ["workers/sandbox/model/**/*.test.ts"],
          setupFiles: ["./workers/sandbox/model/setup.ts"],
          testTimeout: 600_000,
        },
      },
      {
        test: {
          name: "crash",
          include: ["tests/{crash,chaos}/**/*.test.ts"],
          // After everything else: products are started, killed and started again, and wait much of the time.
          maxWorkers: PRODUCTS,
          sequence: { groupOrder: 1 },
          testTimeout: 120_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: "journey",
          include: ["tests/api/**/*.test.ts"],
          maxWorkers: PRODUCTS,
          sequence: { groupOrder: 1 },
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
