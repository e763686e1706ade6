import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { expect, test } from "./product.ts";
import { Terminal } from "./terminal.ts";

test("a sandbox from launch to archive and back", async ({ page, signedIn, sandboxes, baseURL }) => {
  test.setTimeout(180_000);
  sandboxes.discardAfterwards("long-journey");
  const terminal = new Terminal(page);

  await test.step("launch from a template and watch the steps", async () => {
    await page.goto("/launch");
    await page.getByLabel("Name", { exact: true }).fill("Long Journey");
    await expect(page.getByText("Free, as long-journey")).toBeVisible();
    await page.getByRole("radio", { name: /Node\.js/ }).check();
    await page.getByRole("button", { name: "Launch" }).click();
    await expect(page).toHaveURL(/\/sandboxes\/long-journey/);
    await expect(page.getByRole("heading", { name: "long-journey" })).toBeVisible();
  });

  await test.step("the terminal opens by itself and echoes", async () => {
    await page.waitForURL(/\/terminals\//);
    await terminal.ready();
    await terminal.run("echo $((6 * 7))-answer; printf '\\e[31mred\\e[0m\\n'");
    await terminal.shows("42-answer");
    const red = terminal.rows.locator("span", { hasText: /^red$/ }).first();
    await expect(red).toHaveClass(/xterm-fg-1/);
  });

  await test.step("it follows the size of the window", async () => {
    const columns = async () => {
      await terminal.run("clear; echo cols=$(tput cols)=");
      await terminal.shows(/cols=\d+=/);
      return Number(/cols=(\d+)=/.exec((await terminal.rows.textContent()) ?? "")?.[1]);
    };
    const wide = await columns();
    await page.setViewportSize({ width: 800, height: 700 });
    await expect.poll(columns).toBeLessThan(wide);
    await page.setViewportSize({ width: 1280, height: 720 });
  });

  await test.step("a reload comes back to the same shell and screen", async () => {
    await terminal.run("clear; kept=tide; echo before-reload");
    await terminal.shows("before-reload");
    const address = page.url();
    await page.reload();
    await terminal.ready();
    expect(page.url()).toBe(address);
    await terminal.shows("before-reload");
    await terminal.run("echo still-$kept");
    await terminal.shows("still-tide");
  });

  await test.step("the timeline has the steps and their output", async () => {
    await terminal.run("echo precious > /workspace/precious.txt");
    await page.getByRole("link", { name: "Timeline" }).click();
    const log = page.getByRole("log", { name: "Timeline" });
    await expect(log).toContainText("Running (ready)");
    await page.getByLabel("Source").selectOption("provisioning");
    await expect(log).toContainText("Wrote package.json");
    await page.getByLabel("Search the timeline").fill("package.json");
    await expect(log).not.toContainText("greeting.js");
    await expect(page).toHaveURL(/q=package/);
  });

  await test.step("a checkpoint, verified", async () => {
    await page.getByRole("link", { name: "Checkpoints" }).click();
    await expect(page.getByText("No checkpoints yet")).toBeVisible();
    await page.getByRole("button", { name: "Save checkpoint" }).click();
    await expect(page.getByText("Verified", { exact: true })).toBeVisible();
    await expect(page.getByText("Saved by hand")).toBeVisible();
  });

  await test.step("an export that downloads byte for byte", async () => {
    await page.getByRole("link", { name: "Exports" }).click();
    await page.getByRole("button", { name: "Export", exact: true }).click();
    const link = page.getByRole("link", { name: "Download" });
    await expect(link).toBeVisible();
    const downloading = page.waitForEvent("download");
    await link.click();
    const bytes = readFileSync(await (await downloading).path());
    const answer = await signedIn.request.get(`${baseURL}/api/v1/sandboxes/long-journey/exports`);
    const [made] = ((await answer.json()) as { items: { size_bytes: number; content_sha256: string }[] })
      .items;
    expect(bytes.byteLength).toBe(made?.size_bytes);
    expect(createHash("sha256").update(bytes).digest("hex")).toBe(made?.content_sha256);
  });

  await test.step("teardown says what is kept, and archives", async () => {
    await page.getByRole("link", { name: "Tear down" }).click();
    const dialog = page.getByRole("dialog", { name: "Tear down long-journey" });
    await expect(dialog).toContainText("Every file is saved first");
    await expect(dialog).toContainText(/changed files? not committed/);
    await dialog.getByRole("button", { name: "Save and tear down" }).click();
    const anyway = dialog.getByRole("button", { name: "Tear down anyway" });
    await anyway.or(page.getByText("Archived").first()).first().waitFor();
    if (await anyway.isVisible()) await anyway.click();
    await expect(page.getByText("Archived").first()).toBeVisible({ timeout: 30_000 });
    await expect(dialog).toBeHidden();
  });

  await test.step("resume brings the files back", async () => {
    await page.getByRole("link", { name: "Terminal" }).click();
    await expect(page.getByText("Resuming brings back the files, not the processes")).toBeVisible();
    await page.getByRole("button", { name: "Resume" }).click();
    await page.waitForURL(/\/terminals\//, { timeout: 30_000 });
    await terminal.ready();
    await terminal.run("cat /workspace/precious.txt");
    await terminal.shows("precious");
  });
});
