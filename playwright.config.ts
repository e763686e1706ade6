/** Browser tests against the real product: scripts/start.ts with a data folder of its own. */
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium, defineConfig } from "@playwright/test";

// The configuration is read again in every worker process: what was chosen first must hold for all of them.
process.env.E2E_PORT ??= freePort();
process.env.E2E_FOLDER ??= mkdtempSync(join(tmpdir(), "sandbar-e2e-"));
process.env.E2E_SETUP_TOKEN ??= "setup-token-of-the-browser-tests";

const baseURL = `http://127.0.0.1:${process.env.E2E_PORT}`;

export default defineConfig({
  testDir: "tests/e2e",
  outputDir: "test-results",
  fullyParallel: false,
  workers: 1,
  forbidOnly: !!process.env.CI,
  retries: 0,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: [["list"]],
  use: {
    baseURL,
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
  webServer: {
    command: "node tests/e2e-server.ts",
    url: `${baseURL}/healthz`,
    timeout: 120_000,
    gracefulShutdown: { signal: "SIGTERM", timeout: 60_000 },
    stdout: "ignore",
    stderr: "pipe",
  },
});

/** Playwright's own Chromium where it was installed, the system's otherwise. */
function browser(): string | undefined {
  return existsSync(chromium.executablePath()) ? undefined : "/usr/bin/chromium";
}

function freePort(): string {
  const script =
    "const s=require('net').createServer().listen(0,'127.0.0.1',()=>{process.stdout.write(String(s.address().port));s.close()})";
  return execFileSync(process.execPath, ["-e", script], { encoding: "utf8" });
}
