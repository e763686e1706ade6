/**
 * `npm run screenshots`: every page in light and dark, on a desktop and a phone, into screenshots/. Uses the
 * product at BASE_URL (which must not be set up yet; SETUP_TOKEN is its token, REPOSITORY one that it can clone), or
 * starts one of its own.
 */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Browser, BrowserContext } from "@playwright/test";
import { launchBrowser } from "./screenshots/browser.ts";
import { type Product, startProduct } from "./screenshots/product.ts";
import { makeSandboxes, SCENES, type Scene } from "./screenshots/scenes.ts";

const OUT = join(import.meta.dirname, "../screenshots");
const THEMES = ["light", "dark"] as const;
const SIZES = [
  { name: "desktop", viewport: { width: 1280, height: 800 }, hasTouch: false },
  { name: "phone", viewport: { width: 360, height: 740 }, hasTouch: true },
] as const;

const only = process.argv.slice(2);
const { BASE_URL, SETUP_TOKEN, REPOSITORY } = process.env;
const product = BASE_URL
  ? { url: BASE_URL, setupToken: SETUP_TOKEN ?? "", repository: REPOSITORY ?? null, stop: async () => {} }
  : await startProduct();
const browser = await launchBrowser();
try {
  await takeAll(browser, product);
} finally {
  await browser.close();
  await product.stop();
}

async function takeAll(browser: Browser, { url, setupToken, repository }: Product): Promise<void> {
  mkdirSync(OUT, { recursive: true });
  const first = await browser.newContext({ baseURL: url });
  if (await needsSetup(first)) {
    await takeScenes(browser, url, undefined, [
      { name: "not-set-up", path: "/setup" },
      { name: "setup", path: `/setup?token=${setupToken}` },
    ]);
    await setUp(first, setupToken);
    await makeSandboxes(first, url, repository);
  } else {
    await signIn(first);
  }
  try {
    await takeScenes(browser, url, undefined, [{ name: "sign-in", path: "/sign-in" }]);
    await takeScenes(browser, url, await first.storageState(), SCENES);
  } finally {
    // Of a product that was there before, everything stays.
    if (!BASE_URL) await discardSandboxes(first, url);
  }
}

/** Sandboxes outlive the product, so those of one that is about to be removed go first. */
async function discardSandboxes({ request }: BrowserContext, url: string): Promise<void> {
  const list = (await (await request.get(`${url}/api/v1/sandboxes?limit=100`)).json()) as {
    items: { name: string; state: string }[];
  };
  for (const { name } of list.items.filter(({ state }) => state !== "destroyed")) {
    const answer = await request.post(`${url}/api/v1/sandboxes/${name}/teardown`, {
      data: { force: true, discard: true, confirm: name },
      headers: { origin: url, prefer: "wait=30" },
    });
    if (!answer.ok()) console.warn(`${name} stays: ${await answer.text()}`);
  }
}

async function takeScenes(
  browser: Browser,
  baseURL: string,
  storageState: Awaited<ReturnType<BrowserContext["storageState"]>> | undefined,
  scenes: readonly Scene[],
): Promise<void> {
  for (const colorScheme of THEMES) {
    for (const { name: size, viewport, hasTouch } of SIZES) {
      const context = await browser.newContext({
        baseURL,
        storageState,
        colorScheme,
        viewport,
        hasTouch,
        reducedMotion: "reduce",
      });
      for (const scene of scenes) {
        if (only.length > 0 && !only.includes(scene.name)) continue;
        const page = await context.newPage();
        await page.goto(scene.path, { waitUntil: "load" });
        await page.waitForTimeout(250);
        await scene.prepare?.(page);
        const file = `${scene.name}.${size}.${colorScheme}.png`;
        await page.screenshot({ path: join(OUT, file) });
        console.log(file);
        await page.close();
      }
      await context.close();
    }
  }
}

async function needsSetup(context: BrowserContext): Promise<boolean> {
  const page = await context.newPage();
  await page.goto("/sign-in");
  const needed = new URL(page.url()).pathname === "/setup";
  await page.close();
  return needed;
}

async function setUp(context: BrowserContext, token: string): Promise<void> {
  const page = await context.newPage();
  await page.goto(`/setup?token=${token}`);
  await page.getByLabel("Team").fill("Tidewater");
  await page.getByLabel("Your name").fill("Ada Marsh");
  await page.getByLabel("Email").fill("ada@example.com");
  await page.getByLabel("Password").fill("a-long-password");
  await page.getByRole("button", { name: "Set up" }).click();
  await page.getByRole("heading", { name: "Sandboxes", exact: true }).waitFor();
  await page.close();
}

async function signIn(context: BrowserContext): Promise<void> {
  const page = await context.newPage();
  await page.goto("/sign-in");
  await page.getByLabel("Email").fill("ada@example.com");
  await page.getByLabel("Password").fill("a-long-password");
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("heading", { name: "Sandboxes", exact: true }).waitFor();
  await page.close();
}
