import { expect, test } from "./product.ts";

test("the audit log tells what somebody did, narrows, unfolds, and is taken along as a file", async ({
  page,
  sandboxes,
}) => {
  await sandboxes.launch("audited-one");
  await page.goto("/settings/audit");
  await expect(page.getByText(/launched audited-one$/)).toBeVisible();
  await page.getByLabel("What").selectOption("sandbox.");
  await expect(page).toHaveURL(/action=sandbox\./);
  await page.getByRole("searchbox", { name: "Search the audit log" }).fill("audited-one");
  await expect(page).toHaveURL(/q=audited-one/);
  const entry = page.getByText(/launched audited-one$/);
  await entry.click();
  await expect(page.getByText("sandbox.launch", { exact: true })).toBeVisible();
  await page.getByRole("link", { name: "Everything about this" }).first().click();
  await expect(page).toHaveURL(/target=sandbox%3Aaudited-one/);
  const download = page.waitForEvent("download");
  await page.getByRole("link", { name: /^CSV/ }).click();
  expect((await download).suggestedFilename()).toMatch(/^sandbar-audit-.*\.csv$/);
  await page.getByRole("link", { name: "Stop filtering by sandbox:audited-one" }).click();
  await page.getByLabel("From (UTC)").fill("2001-01-01");
  await page.getByLabel("To (UTC)").fill("2001-01-02");
  await expect(page.getByText("No entry fits these filters")).toBeVisible();
  await page.getByRole("link", { name: "Show everything" }).click();
  await expect(page.getByText(/exported the audit log$/)).toBeVisible();
});

test("keeping it for less is asked once more, with what goes; without JavaScript too", async ({
  browser,
  baseURL,
  signedIn,
}) => {
  const storageState = await signedIn.storageState();
  const context = await browser.newContext({ baseURL, javaScriptEnabled: false, storageState });
  const page = await context.newPage();
  await page.goto("/settings/audit");
  await page.getByLabel("Entries are kept").selectOption("90");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(page.getByRole("alert")).toContainText("No entry is that old yet");
  await page.getByRole("button", { name: "Keep them for 90 days" }).click();
  await expect(page.getByText("Saved", { exact: true })).toBeVisible();
  await expect(page.getByLabel("Entries are kept")).toHaveValue("90");
  await page.getByLabel("Entries are kept").selectOption("365");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(page.getByLabel("Entries are kept")).toHaveValue("365");
  await page.goto("/settings/audit?action=audit.retention_changed");
  await expect(page.getByText(/how long the audit log is kept, from 365 to 90 days/)).toBeVisible();
  await context.close();
});

test("the API's reference is open to everybody, and finds a route by its reason", async ({
  browser,
  baseURL,
}) => {
  const context = await browser.newContext({ baseURL });
  const page = await context.newPage();
  await page.goto("/docs/api");
  await page.keyboard.press("/");
  await page.keyboard.type("quota_exceeded launch");
  await page.getByRole("link", { name: /Launch a sandbox/ }).click();
  await expect(page).toHaveURL(/\/docs\/api\/sandboxes#post_sandboxes$/);
  const launch = page.getByRole("article", { name: /^Launch a sandbox/ });
  await expect(launch.getByText("sandboxes:write")).toBeVisible();
  await expect(launch.getByText("quota_exceeded")).toBeVisible();
  await expect(launch.getByText(/^curl -X POST/)).toBeVisible();
  const answer = await page.goto("/docs/api/nothing");
  expect(answer?.status()).toBe(404);
  await context.close();
});
