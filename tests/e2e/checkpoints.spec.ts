import { expect, test } from "./product.ts";
import { Terminal } from "./terminal.ts";

test("a checkpoint is forked, deleted, and at last the whole archive", async ({ page, sandboxes }) => {
  test.setTimeout(150_000);
  const name = "forked-creek";
  await sandboxes.launch(name, { template: "node" });
  await page.goto(`/sandboxes/${name}/checkpoints`);
  await page.getByRole("button", { name: "Save checkpoint" }).click();
  await expect(page.getByText("Verified", { exact: true })).toHaveCount(1);
  await page.getByRole("button", { name: "Save checkpoint" }).click();
  await expect(page.getByText("Verified", { exact: true })).toHaveCount(2);
  await expect(page.getByText("A resume restores this one", { exact: true })).toHaveCount(1);
  const rows = page.getByRole("listitem").filter({ hasText: "Saved by hand" });

  await test.step("what can't be done says why", async () => {
    const current = rows.first().getByRole("button", { name: /^Delete/ });
    await expect(current).toHaveAttribute("aria-disabled", "true");
    await expect(current).toHaveAccessibleDescription(/A resume restores this one/);
    const restore = rows.last().getByRole("button", { name: /^Resume from/ });
    await expect(restore).toHaveAccessibleDescription(/It runs\. Tear it down first/);
  });

  await test.step("the older one is deleted", async () => {
    await rows
      .last()
      .getByRole("button", { name: /^Delete…/ })
      .click();
    await page.getByRole("button", { name: "Delete", exact: true }).click();
    await expect(rows).toHaveCount(1);
  });

  await test.step("a fork begins with its files", async () => {
    sandboxes.discardAfterwards("forked-creek-fork");
    await rows
      .first()
      .getByRole("link", { name: /^Fork…/ })
      .click();
    const dialog = page.getByRole("dialog", { name: `Fork ${name}` });
    await expect(dialog.getByLabel("Name", { exact: true })).toHaveValue("forked-creek-fork");
    await dialog.getByLabel("Name", { exact: true }).fill(name);
    await expect(dialog.getByText(/has a sandbox named forked-creek already. Choose another/)).toBeVisible();
    await dialog.getByLabel("Name", { exact: true }).fill("Forked Creek Fork");
    await expect(dialog.getByText("Free, as forked-creek-fork")).toBeVisible();
    await dialog.getByRole("button", { name: "Fork", exact: true }).click();
    await page.waitForURL(/\/sandboxes\/forked-creek-fork/);
    const terminal = new Terminal(page);
    await terminal.ready();
    await terminal.run("ls");
    await terminal.shows("package.json");
    await page.getByRole("link", { name: "Details" }).click();
    await expect(page.getByText("Forked from")).toBeVisible();
    await expect(page.getByRole("link", { name, exact: true })).toBeVisible();
  });

  await test.step("an archive is deleted for good once its name is typed", async () => {
    await page.goto(`/sandboxes/${name}/checkpoints`);
    await page.getByRole("link", { name: "Tear down" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Save and tear down" }).click();
    await expect(page.getByText("Archived", { exact: true })).toBeVisible({ timeout: 30_000 });
    await expect(page.getByText(/This archive is kept for another 29 d/)).toBeVisible();
    await page.getByText("Delete it for good…").click();
    const button = page.getByRole("button", { name: "Delete for good" });
    const confirm = page.getByLabel(`Type ${name} to confirm`);
    await confirm.fill("something-else");
    await expect(button).toHaveAttribute("aria-disabled", "true");
    await confirm.fill(name);
    const watching = await page.context().newPage();
    // Alive once its socket has brought it up to date: only then it hears of what comes.
    const alive = watching.waitForEvent("websocket").then((socket) => socket.waitForEvent("framereceived"));
    await watching.goto(`/sandboxes/${name}/details`);
    await alive;
    await button.click();
    await expect(page).toHaveURL(/\/$/);
    await expect(page.getByRole("link", { name, exact: true })).toHaveCount(0);
    await expect(watching.getByText("This sandbox has been deleted")).toBeVisible();
    await watching.reload();
    await expect(watching.getByRole("heading", { name: "Not found" })).toBeVisible();
  });
});
