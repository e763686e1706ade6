import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "./product.ts";
import { askRepository, makeRepository } from "./repositories.ts";

const SERVER = `export function serve(port: number) {\n  return port;\n}\n`;

test("the work goes home as a patch that is read here, and as a branch", async ({
  page,
  signedIn,
  sandboxes,
  baseURL,
}) => {
  test.setTimeout(120_000);
  const name = "homeward-tide";
  const repository = makeRepository(name, {
    "server.ts": SERVER,
    "old.txt": "gone soon\n",
    "run.sh": "echo\n",
  });
  await sandboxes.launch(name, { repository, ref: "main" });
  const script = [
    "sed -i 's/port: number/port = 8080/' server.ts",
    "rm old.txt",
    "chmod +x run.sh",
    "printf '<script>document.title = \"taken\"</script>\\n' > page.html",
    "printf '\\000\\001' > logo.bin",
    "seq 1 900 > long.txt",
  ].join(" && ");
  const done = await signedIn.request.post(`/api/v1/sandboxes/${name}/exec`, {
    data: { argv: ["sh", "-c", script] },
    headers: { origin: baseURL ?? "" },
  });
  expect(await done.json()).toMatchObject({ exit_code: 0 });

  await page.goto(`/sandboxes/${name}/exports`);
  await page.getByRole("radio", { name: /A patch/ }).check();
  await page.getByLabel("Of", { exact: true }).selectOption("live");
  await page.getByRole("button", { name: "Export", exact: true }).click();
  const made = page.getByRole("list", { name: "Exports made so far" });
  await expect(made).toContainText("Patch of the running workspace");
  await expect(made).toContainText(/6 files, \+902 −2/);

  await test.step("it reads as a diff, as text alone", async () => {
    await made.getByRole("link", { name: /^View Patch/ }).click();
    await expect(page.getByRole("heading", { name: "Patch of the running workspace" })).toBeVisible();
    const files = page.getByRole("navigation", { name: "Files of this patch" });
    await expect(files.getByRole("link")).toHaveCount(6);
    await expect(page.getByText("Mode changed: an ordinary file before, executable now")).toBeVisible();
    await expect(page.getByText("Binary: its content is in the download")).toBeVisible();
    await expect(page.getByText('<script>document.title = "taken"</script>')).toBeVisible();
    await expect(page).toHaveTitle(/homeward-tide/);
    await expect(page.locator("td.diff-code-insert", { hasText: "port = 8080" })).toBeVisible();
    await expect(page.locator("td.diff-code-delete", { hasText: "port: number" })).toBeVisible();
  });

  await test.step("a long file stays closed until it is opened, by keyboard too", async () => {
    const line = page.locator("td.diff-code-insert", { hasText: /^899$/ });
    await expect(line).toHaveCount(0);
    await page.locator("summary", { hasText: "logo.bin" }).focus();
    await page.keyboard.press("j");
    await expect(page.locator("summary", { hasText: "long.txt" })).toBeFocused();
    await page.keyboard.press("Enter");
    await expect(line).toHaveCount(1);
  });

  await test.step("its download applies", async () => {
    const downloading = page.waitForEvent("download");
    await page.getByRole("link", { name: "Download" }).click();
    const patch = await (await downloading).path();
    const clone = mkdtempSync(join(process.env.E2E_FOLDER ?? "", "clone-"));
    askRepository(repository, "clone", "-q", ".", clone);
    execFileSync("git", ["apply", "--index", patch], { cwd: clone });
    expect(readFileSync(join(clone, "server.ts"), "utf8")).toContain("port = 8080");
  });

  await test.step("a branch, and the same again", async () => {
    await page.getByRole("link", { name: "All exports" }).click();
    await expect(page.getByLabel("Branch", { exact: true })).toBeHidden();
    await page.getByRole("radio", { name: /A branch/ }).check();
    await page.getByLabel("Branch", { exact: true }).fill("tide/home");
    await page.getByLabel("Of", { exact: true }).selectOption("live");
    await page.getByRole("button", { name: "Export", exact: true }).click();
    await expect(made).toContainText("Branch tide/home");
    await expect(made.getByRole("listitem").first()).toContainText("Pushed");
    expect(askRepository(repository, "show", "tide/home:server.ts")).toContain("port = 8080");
    await page.getByRole("button", { name: "Export", exact: true }).click();
    await expect(made.getByRole("listitem").first()).toContainText("nothing was pushed");
  });

  await test.step("one is deleted", async () => {
    const count = await made.getByRole("listitem").count();
    await made.getByRole("button", { name: /^Delete… Patch/ }).click();
    await page.getByRole("button", { name: "Delete", exact: true }).click();
    await expect(made.getByRole("listitem")).toHaveCount(count - 1);
  });
});
