/** Browser tests against the real product: each worker starts its own (tests/e2e/started-product.ts). */
import { existsSync } from "node:fs";
import { chromium, defineConfig } from "@playwright/test";

export default defineConfig({
  testDir: "tests/e2e",
  outputDir: "test-results",
  fullyParallel: false,
  workers: 2,
  forbidOnly: !!process.env.CI,
  retries: 0,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: [["list"]],
  use: {
    trace: "retain-on-failure",
    screenshot: "only-on-failure",
    launchOptions: {
      executablePath: browser(),
      chromiumSandbox: process.getuid?.() !== 0,
      args: [
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-domain-reliability",
        "--disable-sync",
        "--no-first-run",
        "--no-pings",
      ],
    },
  },
});

/** Playwright's own Chromium where it was installed, the system's otherwise. */
function browser(): string | undefined {
  return existsSync(chromium.executablePath()) ? undefined : "/usr/bin/chromium";
}
