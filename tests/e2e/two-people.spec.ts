import { expect, test, withoutWebGl } from "./product.ts";
import { Terminal } from "./terminal.ts";

test("two browsers see one sandbox alike", async ({ page, signedIn, sandboxes, browser, baseURL }) => {
  const name = "shared-pier";
  await sandboxes.launch(name);
  const other = await browser.newContext({ baseURL, storageState: await signedIn.storageState() });
  await withoutWebGl(other);
  const second = await other.newPage();

  await page.goto(`/sandboxes/${name}`);
  const here = new Terminal(page);
  await here.ready();
  await second.goto(page.url());
  const there = new Terminal(second);
  await there.ready();
  await here.run("echo from-$((3 * 3))-here");
  await there.shows("from-9-here");
  await there.run("echo from-$((4 * 4))-there");
  await here.shows("from-16-there");

  await second.goto(`/sandboxes/${name}/checkpoints`);
  await page.getByRole("button", { name: "Save checkpoint" }).click();
  await expect(second.getByText("Verified", { exact: true })).toBeVisible();

  await second.goto("/");
  await expect(second.getByRole("listitem").filter({ hasText: name })).toContainText("Running");
  await page.getByRole("button", { name: "Mark completed" }).click();
  await expect(second.getByRole("listitem").filter({ hasText: name })).toContainText("Completed");
  await other.close();
});

test("a terminal has the size of whoever drives; others see it framed, and may take over", async ({
  page,
  signedIn,
  sandboxes,
  browser,
  baseURL,
}) => {
  const name = "two-windows";
  await sandboxes.launch(name);
  const other = await browser.newContext({
    baseURL,
    storageState: await signedIn.storageState(),
    viewport: { width: 800, height: 700 },
  });
  await withoutWebGl(other);
  const second = await other.newPage();
  await page.goto(`/sandboxes/${name}`);
  const here = new Terminal(page);
  await here.ready();
  await here.run("clear; stty size | tr ' ' x");
  await here.shows(/\d+x\d+/);
  await second.goto(page.url());
  const there = new Terminal(second);
  await there.ready();
  await expect(page.getByRole("list", { name: "In this terminal" })).toContainText("in 2 windows");
  await expect(second.getByRole("list", { name: "Looking at this sandbox" })).toContainText("in 2 windows");

  // Looking, and even being in it, changes nothing; the smaller window draws it smaller.
  await there.focus();
  await expect(second.getByText(/^Sized by another window of yours, \d+ × \d+$/)).toBeVisible();
  await expect(second.locator("[data-letterbox=framed]")).toBeVisible();
  await expect(page.locator("[data-letterbox]")).toHaveCount(0);
  await expect(page.getByText(/^Sized by/)).toHaveCount(0);

  await second.getByRole("button", { name: "Use my size" }).click();
  await expect(second.locator("[data-letterbox]")).toHaveCount(0);
  await expect(page.locator("[data-letterbox=framed]")).toBeVisible();
  await expect(page.getByText(/^Sized by another window of yours, \d+ × \d+$/)).toBeVisible();

  // Typing takes it back.
  await here.run("clear; echo mine");
  await expect(page.locator("[data-letterbox]")).toHaveCount(0);
  await expect(second.locator("[data-letterbox=framed]")).toBeVisible();

  // A program that asks is answered once, however many windows show it.
  await here.run(
    `clear; printf '\\033[6n'; IFS= read -rs -d R -t 5 a; IFS= read -rs -d R -t 1 b; echo "first=\${#a} second=\${#b}."`,
  );
  await here.shows(/first=[1-9]\d* second=0\./);
  await other.close();
  await expect(page.getByRole("list", { name: "In this terminal" })).toBeHidden();
});
