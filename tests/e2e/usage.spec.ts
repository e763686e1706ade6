import { expect, test } from "./product.ts";

test("what ran is on the usage page: as charts, by keys, as tables, and without JavaScript", async ({
  page,
  sandboxes,
  browser,
  signedIn,
  baseURL,
}) => {
  await sandboxes.launch("metered");
  await page.goto("/settings/usage?days=7");
  await expect(page.getByRole("button", { name: "7 days" })).toHaveAttribute("aria-pressed", "true");
  const chart = page.getByRole("slider", { name: "Sandboxes at once, by day" });
  await expect(chart).toHaveAttribute("aria-valuetext", /: [1-9]\d* at once at most$/);
  await chart.press("Home");
  await expect(chart).toHaveAttribute("aria-valuenow", "0");
  await chart.press("ArrowRight");
  await expect(chart).toHaveAttribute("aria-valuenow", "1");
  await chart.press("End");
  await expect(chart).toHaveAttribute("aria-valuenow", "6");

  const figure = page.getByRole("figure").filter({ hasText: "Hours by member" });
  await figure.getByText("Show as table").click();
  await expect(figure.getByRole("row")).toHaveCount(8);
  await expect(figure.getByRole("columnheader", { name: "Ada Marsh" })).toBeVisible();
  const places = page
    .getByRole("listitem")
    .filter({ hasText: "Ada Marsh" })
    .filter({ hasText: "places taken" });
  await expect(places).toContainText(/[1-9]\d* of 5 places taken/);

  const plain = await browser.newContext({
    baseURL,
    javaScriptEnabled: false,
    storageState: await signedIn.storageState(),
  });
  const without = await plain.newPage();
  await without.goto("/settings/usage");
  await expect(without.getByRole("figure").first().locator("svg .usage-bar").last()).toBeVisible();
  await without.getByText("Show as table").first().click();
  await expect(without.getByRole("columnheader", { name: "Most at once" })).toBeVisible();
  await plain.close();
});

test("an admin gives a member another number of places, and takes it back", async ({ page }) => {
  await page.goto("/settings/usage");
  const row = page.getByRole("listitem").filter({ hasText: "Ada Marsh" }).filter({ hasText: "places taken" });
  const change = async (places: string) => {
    if (!(await row.getByLabel("Places of Ada Marsh").last().isVisible())) {
      await row.getByText("Change places…").click();
    }
    await row.getByRole("spinbutton").fill(places);
    await row.getByRole("button", { name: "Change" }).click();
  };
  await change("7");
  await expect(row).toContainText("of 7 places taken · the policy gives 5");
  await change("");
  await expect(row).toContainText(/of 5 places taken$|of 5 places taken(?! ·)/);
});
