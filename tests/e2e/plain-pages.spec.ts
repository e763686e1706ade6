import { expect, OWNER, test } from "./product.ts";

test("pages ask for a sign-in, and come back to where one wanted to go", async ({
  browser,
  baseURL,
  signedIn,
}) => {
  expect(signedIn).toBeTruthy();
  const context = await browser.newContext({ baseURL });
  const page = await context.newPage();
  await page.goto("/launch?template=python");
  await expect(page).toHaveURL(/\/sign-in\?next=%2Flaunch/);
  await page.getByLabel("Email").fill(OWNER.email);
  await page.getByLabel("Password").fill(OWNER.password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page).toHaveURL(/\/launch\?template=python$/);
  await page.goto("/sign-in?next=//elsewhere.invalid/");
  expect(new URL(page.url()).origin).toBe(baseURL);
  await page.getByRole("button", { name: /^Menu of/ }).click();
  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(page).toHaveURL(/\/sign-in$/);
  await context.close();
});

test("without JavaScript the pages read and the forms work", async ({
  browser,
  baseURL,
  signedIn,
  sandboxes,
}) => {
  const name = "no-script";
  sandboxes.discardAfterwards(name);
  const context = await browser.newContext({
    baseURL,
    javaScriptEnabled: false,
    storageState: await signedIn.storageState(),
  });
  const page = await context.newPage();
  await page.goto("/launch");
  await page.getByLabel("Name", { exact: true }).fill("///");
  await page.getByRole("button", { name: "Launch" }).click();
  await expect(page.getByRole("alert")).toContainText("A name needs at least one letter");
  await page.getByLabel("Name", { exact: true }).fill(name);
  await page.getByRole("button", { name: "Launch" }).click();
  await expect(page.getByRole("heading", { name })).toBeVisible();
  await page.goto("/");
  await expect(page.getByRole("link", { name })).toBeVisible();
  await page.getByRole("button", { name: /^Menu of/ }).click();
  await page.getByRole("button", { name: "Dark" }).click();
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
  await expect
    .poll(async () => {
      await page.goto(`/sandboxes/${name}/checkpoints`);
      return page.getByText("Running", { exact: true }).isVisible();
    })
    .toBe(true);
  await page.getByRole("button", { name: "Save checkpoint" }).click();
  await expect
    .poll(async () => {
      await page.goto(`/sandboxes/${name}/checkpoints`);
      return page.getByText("Verified", { exact: true }).isVisible();
    })
    .toBe(true);
  await context.close();
});

test("what is not there is said where one is: among the settings, or in its sandbox", async ({
  page,
  sandboxes,
}) => {
  for (const path of ["/settings/nothing", "/settings/webhooks/wh_nothing", "/settings/profiles/nothing"]) {
    await page.goto(path);
    await expect(page.getByRole("heading", { level: 2, name: "Not found" })).toBeVisible();
    await expect(page).toHaveTitle("Not found · Sandbar");
    await expect(page.getByRole("link", { name: "Try again" })).toHaveAttribute("href", path);
    await expect(page.getByRole("navigation", { name: "Settings" })).toBeVisible();
  }
  const settings = page.getByRole("navigation", { name: "Settings" });
  await settings.getByRole("link", { name: "Profiles" }).click();
  await expect(page.getByRole("heading", { name: "Not found" })).toHaveCount(0);
  await sandboxes.launch("with-parts");
  for (const part of ["nothing", "recordings/nothing", "exports/nothing"]) {
    await page.goto(`/sandboxes/with-parts/${part}`);
    await expect(page.getByRole("heading", { level: 2, name: "Not found" })).toBeVisible();
    await expect(page.getByRole("heading", { level: 1, name: "with-parts" })).toBeVisible();
  }
  await page.getByRole("link", { name: "Details" }).click();
  await expect(page.getByRole("heading", { name: "Not found" })).toHaveCount(0);
  await expect(page).toHaveTitle("with-parts · Sandbar");
});

test("a launch that is refused keeps what was typed and says what to do", async ({ page, sandboxes }) => {
  await sandboxes.launch("taken-name", { profile: "small" });
  await page.goto("/launch");
  await page.getByLabel("Name", { exact: true }).fill("taken-name");
  await expect(page.getByText(/has a sandbox named taken-name already/)).toBeVisible();
  await page.getByRole("radio", { name: /medium/ }).check();
  await page.getByRole("textbox", { name: "Command" }).fill("echo hello");
  await page.getByRole("button", { name: "Launch" }).click();
  await expect(page.getByRole("alert").first()).toBeVisible();
  await expect(page.getByRole("textbox", { name: "Command" })).toHaveValue("echo hello");
  await expect(page.getByRole("radio", { name: /medium/ })).toBeChecked();
});
