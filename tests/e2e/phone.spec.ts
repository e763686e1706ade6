import { expect, test } from "./product.ts";
import { Terminal } from "./terminal.ts";

test.use({ viewport: { width: 360, height: 740 }, hasTouch: true });

const PAGES = [
  "/",
  "/launch",
  "/settings",
  "/settings/tokens",
  "/settings/members",
  "/settings/team",
  "/settings/usage",
  "/settings/audit",
  "/settings/webhooks",
  "/docs/api/share-links",
  "/settings/engine",
  "/settings/policy",
  "/settings/profiles",
  "/settings/profiles/medium",
  "/shortcuts",
  "/nothing-here",
];
const TABS = ["", "/timeline", "/checkpoints", "/exports", "/details", "/teardown", "/fork"];

test("nothing is wider than a phone, and the key bar types", async ({
  page,
  signedIn,
  sandboxes,
  baseURL,
}) => {
  const name = "small-screen";
  await sandboxes.launch(name, { template: "node" });
  const post = async (path: string, data: object) => {
    const headers = { origin: baseURL ?? "", prefer: "wait=60" };
    const answer = await signedIn.request.post(`/api/v1/sandboxes/${name}${path}`, { data, headers });
    return (await answer.json()) as { export_id?: string };
  };
  await post("/checkpoints", {});
  const { export_id } = await post("/exports", { kind: "patch" });
  const tabs = [...TABS, `/exports/${export_id}`];
  for (const path of [...PAGES, ...tabs.map((tab) => `/sandboxes/${name}${tab}`)]) {
    await page.goto(path);
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(overflow, path).toBeLessThanOrEqual(0);
  }
  await page.goto(`/sandboxes/${name}`);
  const terminal = new Terminal(page);
  await terminal.ready();
  await terminal.run("cat");
  await page.getByRole("button", { name: "Ctrl", exact: true }).tap();
  await page.getByRole("button", { name: "Control C" }).tap();
  await terminal.shows("^C");
});

test("what is shown once, and what asks once more, is in sight", async ({ page }) => {
  await page.goto("/settings/tokens");
  await page.getByLabel("Name").fill("of a phone");
  await page.getByRole("button", { name: "Make token" }).click();
  const token = page.getByRole("textbox", { name: "The token" });
  await expect(token).toBeFocused();
  await expect(token).toBeInViewport({ ratio: 1 });
  const ask = page.getByRole("button", { name: "Revoke… of a phone" });
  await ask.click();
  const revoke = page.getByRole("button", { name: "Revoke of a phone", exact: true });
  await expect(page.getByText("What uses it stops working").filter({ visible: true })).toBeInViewport({
    ratio: 1,
  });
  await page.keyboard.press("Escape");
  await expect(revoke).toBeHidden();
  await ask.click();
  await revoke.click();
  await expect(ask).toHaveCount(0);
});

test("the longest address fits, and the reference shows where one is", async ({ page, browser, baseURL }) => {
  const context = await browser.newContext({ baseURL, viewport: page.viewportSize() });
  const stranger = await context.newPage();
  await stranger.goto("/reset-password");
  await stranger.getByLabel("Email").fill(`${"long.".repeat(9)}name@example.com`);
  await stranger.getByRole("button", { name: "Send the link" }).click();
  await expect(stranger.getByRole("heading", { name: "Look at your mail" })).toBeVisible();
  expect(await stranger.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
  await stranger.goto("/docs/api/webhooks");
  const parts = stranger.getByRole("navigation", { name: "API reference" });
  await expect(parts.getByRole("link", { name: "Webhooks" })).toBeInViewport({ ratio: 1 });
  await stranger.goto("/docs/api/nothing-here");
  await expect(stranger.getByRole("heading", { name: "Not found" })).toBeVisible();
  await parts.getByRole("link", { name: "Overview" }).click();
  await expect(stranger.getByRole("heading", { name: "API reference" })).toBeVisible();
  await context.close();
});
