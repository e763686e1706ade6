import { readFileSync } from "node:fs";
import { axe } from "./axe.ts";
import { expect, test } from "./product.ts";
import { Terminal } from "./terminal.ts";

test("a terminal is recorded, played, jumped in, downloaded and deleted", async ({
  page,
  signedIn,
  sandboxes,
  baseURL,
}) => {
  test.setTimeout(120_000);
  const name = "film-harbor";
  await sandboxes.launch(name);
  const terminal = new Terminal(page);
  const slider = page.getByRole("slider", { name: "Position" });
  const said = (words: RegExp) => expect(slider).toHaveAttribute("aria-valuetext", words);

  await test.step("it is switched on where it says so", async () => {
    await page.goto(`/sandboxes/${name}/recordings`);
    await expect(page.getByText("Nothing is recorded yet")).toBeVisible();
    await page.getByRole("button", { name: "Record its terminals" }).click();
    await expect(page.getByText("everybody in them is told")).toBeVisible();
  });

  await test.step("what a shell prints appears in the list by itself", async () => {
    await page.goto(`/sandboxes/${name}`);
    await terminal.ready();
    await terminal.run(
      "echo first-$((1)); sleep 4; printf '\\033[?1049h\\033[Hwhole-screen'; sleep 3; printf '\\033[?1049l'",
    );
    await terminal.shows("first-1");
    await terminal.shows("whole-screen");
    await terminal.run("exit");
    await expect(page.getByText(/This shell ended/)).toBeVisible({ timeout: 20_000 });
    await page.goto(`/sandboxes/${name}/recordings`);
    const list = page.getByRole("list", { name: "Recorded terminals" });
    await expect(list).toContainText("Ended when its shell exited.");
    await list.getByRole("link", { name: /^Play/ }).first().click();
  });

  await test.step("it plays to its end by keyboard, and shows what was shown", async () => {
    await said(/^0 seconds of/);
    await page.getByRole("combobox", { name: "Speed" }).selectOption("16");
    await slider.focus();
    await page.keyboard.press("Space");
    await expect(page.getByRole("button", { name: "Play again (Space)" })).toBeVisible();
    await terminal.shows("first-1");
    expect(await terminal.count("whole-screen")).toBe(1); // as it was typed, not as it was printed
  });

  await test.step("jumps are exact, back and forth", async () => {
    await page.keyboard.press("Home");
    await said(/^0 seconds/);
    await expect.poll(() => terminal.count("first-1")).toBe(0);
    await page.keyboard.press("End");
    await terminal.shows("first-1");
    await page.keyboard.press("ArrowLeft");
    await page.keyboard.press("Home");
    await expect.poll(() => terminal.count("first-1")).toBe(0);
  });

  await test.step("a link leads to a moment", async () => {
    await page.goto(`${new URL(page.url()).pathname}?t=1`);
    await said(/^1 second of/);
  });

  await test.step("it fills the window and comes back", async () => {
    await page.getByRole("button", { name: /Fill the window/ }).click();
    await expect(page.getByRole("button", { name: /Leave the full window/ })).toBeVisible();
    await page.keyboard.press("Escape");
    await expect(page.getByRole("button", { name: /Fill the window/ })).toBeVisible();
  });

  await test.step("everybody can use it", async () => {
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme });
      const { violations } = await axe(page).exclude(".xterm").analyze();
      expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
    }
  });

  await test.step("its file is an asciicast", async () => {
    const downloading = page.waitForEvent("download");
    await page.getByRole("link", { name: "Download" }).click();
    const lines = readFileSync(await (await downloading).path(), "utf8")
      .trim()
      .split("\n");
    expect(JSON.parse(lines[0] ?? "")).toMatchObject({ version: 2 });
    expect(lines.join("")).toContain("first-1");
  });

  await test.step("it can be played when its sandbox is gone, and deleted", async () => {
    const headers = { origin: baseURL ?? "", prefer: "wait=60" };
    await signedIn.request.post(`/api/v1/sandboxes/${name}/teardown`, { data: { force: true }, headers });
    await page.reload();
    await said(/^1 second of/);
    await page.getByRole("link", { name: "All recordings" }).click();
    await page.getByRole("button", { name: /^Delete… the recording/ }).click();
    await page.getByRole("button", { name: "Delete", exact: true }).click();
    await expect(page.getByText("Nothing is recorded yet")).toBeVisible();
  });
});
