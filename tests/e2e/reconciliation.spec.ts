import { expect, test } from "./product.ts";

test("an admin compares the engine with the records, by keyboard, and reads what came of it", async ({
  page,
  sandboxes,
}) => {
  await sandboxes.launch("compared");
  await page.goto("/settings/engine");
  await page.getByRole("link", { name: "Reconciliation" }).focus();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { name: "Reconciliation" })).toBeVisible();
  await expect(page.getByText("Nothing had to be repaired")).toBeVisible();
  await page.getByRole("button", { name: "Run now" }).focus();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("status").filter({ hasText: "Compared in" })).toContainText(
    "nothing had to be repaired",
  );
  await expect(page.getByRole("alert")).toHaveCount(0);
  const counts = page.locator("dd");
  expect(await counts.nth(0).textContent()).toBe(await counts.nth(1).textContent());
});

test("without JavaScript it reads and runs too", async ({ browser, baseURL, signedIn }) => {
  const storageState = await signedIn.storageState();
  const context = await browser.newContext({ baseURL, javaScriptEnabled: false, storageState });
  const page = await context.newPage();
  await page.goto("/settings/reconciliation");
  await page.getByRole("button", { name: "Run now" }).click();
  await expect(page.getByRole("status").filter({ hasText: "Compared in" })).toBeVisible();
  await context.close();
});
