import { expect, test } from "./product.ts";
import { Terminal } from "./terminal.ts";

const NAME = "offered-tide";

test("a command that a link offers runs when a person presses Enter, and not before", async ({
  page,
  signedIn,
  sandboxes,
  baseURL,
}) => {
  await sandboxes.launch(NAME);
  const path = `/sandboxes/${NAME}`;
  const exists = async (file: string) => {
    const answer = await signedIn.request.post(`/api/v1${path}/exec`, {
      data: { argv: ["test", "-e", file] },
      headers: { origin: baseURL ?? "" },
    });
    return (await answer.json()).exit_code === 0;
  };
  const open = async (command: string, below = "/terminals") => {
    await page.goto(`${path}${below}?command=${encodeURIComponent(command)}`);
    await expect(card).toBeVisible({ timeout: 20_000 });
    await terminal.ready();
    await expect(put).not.toHaveAttribute("aria-disabled", "true");
  };
  const terminal = new Terminal(page);
  const card = page.getByRole("region", { name: "This link offers a command" });
  const put = card.getByRole("button", { name: "Put it at the prompt" });

  await test.step("it is shown, and nothing happens", async () => {
    await open("touch made-by-link\r\n");
    await expect(card.getByRole("region", { name: "The command" })).toHaveText("touch made-by-link");
    expect(page.url()).not.toContain("command");
    expect(page.url()).toContain("/terminals/");
    expect(await terminal.count("made-by-link")).toBe(0);
  });

  await test.step("it is put at the prompt, and waits there", async () => {
    await put.click();
    await expect(card).toBeHidden();
    await terminal.shows("touch made-by-link");
    expect(await exists("made-by-link")).toBe(false);
  });

  await test.step("Enter runs it", async () => {
    await page.keyboard.press("Enter");
    await expect.poll(() => exists("made-by-link")).toBe(true);
  });

  await test.step("a reload offers nothing again", async () => {
    await page.reload();
    await terminal.ready();
    await expect(card).toBeHidden();
  });

  await test.step("Enter held down on the button runs nothing either", async () => {
    await open("touch made-by-enter", "");
    await put.focus();
    await page.keyboard.down("Enter");
    await page.keyboard.down("Enter");
    await page.keyboard.down("Enter");
    await terminal.shows("touch made-by-enter");
    await page.keyboard.up("Enter");
    await expect(card).toBeHidden();
    await expect(page.locator(".xterm-helper-textarea")).toBeFocused();
    expect(await terminal.count("touch made-by-enter")).toBe(1);
    expect(await exists("made-by-enter")).toBe(false);
    await terminal.interrupt();
  });

  await test.step("what would leave the paste is shown, and left out", async () => {
    await open("echo a\x1b[201~\rtouch escaped\r#\u202e");
    await expect(card).toContainText("␛");
    await expect(card).toContainText("⟨U+202E⟩");
    await expect(card).toContainText("2 characters that can’t be seen are left out");
    await put.click();
    await terminal.shows("touch escaped");
    expect(await exists("escaped")).toBe(false);
    await terminal.interrupt();
  });

  await test.step("several lines are not put where each would run", async () => {
    await terminal.run("exec sh");
    await terminal.shows("\\w");
    await terminal.run("PS1='plain-$ '");
    await terminal.shows("plain-$");
    const address = new URL(page.url());
    await page.goto(`${address.pathname}?command=${encodeURIComponent("touch one\ntouch two")}`);
    await expect(card).toContainText("would run each as it comes");
    await expect(put).toHaveAttribute("aria-disabled", "true");
    await put.click({ force: true });
    await card.getByRole("button", { name: "Dismiss" }).click();
    await expect(card).toBeHidden();
    expect(await exists("one")).toBe(false);
  });
});

test("a link fills in the launch form's command, and says so", async ({ page }) => {
  await page.goto(`/launch?command=${encodeURIComponent("npm test\u202e\n")}`);
  await expect(page.getByRole("textbox", { name: "Command" })).toHaveValue("npm test");
  await expect(page.getByText("The link that led here chose this command.")).toBeVisible();
  await page.goto(`/launch?command=${encodeURIComponent("one\ntwo")}`);
  await expect(page.getByRole("textbox", { name: "Command" })).toHaveValue("");
  await expect(page.getByText("has several lines")).toBeVisible();
});
