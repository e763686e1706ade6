import { expect, test } from "./product.ts";

test("a sandbox is launched private, says so everywhere, and is shown to the team from its page", async ({
  page,
  sandboxes,
}) => {
  const name = "hidden-cove";
  sandboxes.discardAfterwards(name);
  await page.goto("/launch");
  await page.getByRole("textbox", { name: "Name", exact: true }).fill(name);
  await page.getByRole("checkbox", { name: "Private" }).check();
  await page.getByRole("button", { name: "Launch", exact: true }).click();
  await page.waitForURL(`**/sandboxes/${name}**`);
  await expect(
    page
      .getByRole("banner")
      .or(page.locator("header"))
      .getByTitle(/^Private/)
      .first(),
  ).toBeVisible();
  await page.goto("/");
  await expect(page.getByRole("link", { name: `${name} private` })).toBeVisible();

  await page.goto(`/sandboxes/${name}/sharing`);
  const choice = page.getByRole("radiogroup", { name: "Who of the team sees it" });
  await expect(choice.getByRole("radio", { name: /^Private/ })).toBeChecked();
  await choice.getByRole("radio", { name: /^The team/ }).check();
  await page.getByRole("button", { name: "Change", exact: true }).click();
  await expect(page.getByTitle(/^Private/)).toHaveCount(0);
  await page.goto(`/sandboxes/${name}/timeline`);
  await expect(page.getByText("Ada Marsh let the team see it")).toBeVisible();
});
