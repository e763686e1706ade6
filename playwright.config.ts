/** Browser tests against the real product: each worker starts its own (tests/e2e/started-product.ts). */
import { existsSync } from "node:fs";
import { chromium, defineConfig } from "@playwright/test";

export default defineConfig({
  testDir: "tests/e2e",
  outputDir: "test-results",
  fullyParallel: false,
  // One more than processors usually are: half of the time a test waits for a clock, a person's pause or an animation.
  workers: 3,
  forbidOnly: !!process.env.CI,
  retries: 0,
  // Of a test on a busy machine; nothing waits for it.
  timeout: 120_000,
  expect: { timeout: 10_000 },
  reporter: [["list"]],
  use: {
    // Every test is traced, kept or not: pages as documents, since a film of them costs much more.
    trace: { mode: "retain-on-failure", screenshots: false },
    screenshot: "only-on-failure",
    launchOptions: {
      executablePath: browser(),
      chromiumSandbox: process.getuid?.() !== 0,
      args: [
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-domain-reliability",
        // There is none: drawing for it on a processor costs more than drawing without it.
        "--disable-gpu",
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
