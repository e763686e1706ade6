import { existsSync } from "node:fs";
import { type Browser, chromium } from "@playwright/test";

/** Quiet: nothing but what the pages ask for goes over the network. */
const ARGUMENTS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** Playwright's own Chromium where it is installed, else the system's. */
export function launchBrowser(): Promise<Browser> {
  const own = chromium.executablePath();
  const executablePath = existsSync(own) ? own : "/usr/bin/chromium";
  return chromium.launch({ executablePath, args: ARGUMENTS });
}
