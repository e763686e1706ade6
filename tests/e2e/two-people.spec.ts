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
