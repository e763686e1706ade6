import type { Page } from "@playwright/test";
import { axe } from "./axe.ts";
import { expect, test } from "./product.ts";
import { Terminal } from "./terminal.ts";

/** As the browser tells a page of a paste, by key or menu. */
async function paste(page: Page, text: string) {
  await page.locator(".xterm-helper-textarea").evaluate((element, pasted) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/plain", pasted);
    element.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
  }, text);
}

async function openTerminal(page: Page, name: string): Promise<Terminal> {
  const terminal = new Terminal(page);
  await page.goto(`/sandboxes/${name}`);
  await terminal.ready();
  return terminal;
}

/** A program that knows nothing of pastes. What stands before it is shown once the shell, which knows, has stepped back. */
async function runsCat(terminal: Terminal): Promise<void> {
  await terminal.run("echo $((7 * 111)); cat");
  await terminal.shows("777");
}

const settings = (page: Page) => page.getByRole("dialog", { name: "Terminal settings" });

test("several lines are looked at before a program runs them, and not where it knows of pastes", async ({
  page,
  sandboxes,
}) => {
  await sandboxes.launch("paste-bay");
  const terminal = await openTerminal(page, "paste-bay");
  // A shell of today asks to be told of pastes.
  await paste(page, "echo first\necho second");
  await terminal.shows("echo second");
  await expect(page.getByRole("dialog")).toBeHidden();
  await terminal.interrupt();

  await runsCat(terminal);
  await paste(page, "one\ntwo\u001b[A\u202e\n");
  const dialog = page.getByRole("dialog", { name: "Paste 2 lines?" });
  await expect(dialog.getByLabel("The text")).toHaveValue("one\ntwo␛[A⟨U+202E⟩\n");
  await expect(dialog).toContainText("1 control character was found");
  await dialog.getByRole("button", { name: "Cancel" }).click();
  await expect(dialog).toBeHidden();
  expect(await terminal.count("one")).toBe(0);

  await paste(page, "half\nwhole\n");
  await page.getByRole("button", { name: "Paste as one line" }).click();
  await terminal.shows("half whole");
  expect(await terminal.count("half")).toBe(1);

  await paste(page, "\nup\ndown\n");
  await page.getByLabel("Don’t ask again").check();
  await page.getByRole("button", { name: "Paste", exact: true }).click();
  await expect.poll(() => terminal.count("down")).toBe(2);
  await paste(page, "not\nasked\n");
  await expect.poll(() => terminal.count("asked")).toBe(2);
});

test("a search marks and counts what it finds, and says what is no pattern", async ({ page, sandboxes }) => {
  await sandboxes.launch("search-bay");
  const terminal = await openTerminal(page, "search-bay");
  await terminal.run("clear; for i in 1 2 3 4; do echo Needle-$i; done");
  await terminal.shows("Needle-4");
  await page.keyboard.press("Control+Shift+F");
  const field = page.getByRole("searchbox", { name: "Search the output" });
  await field.fill("needle-");
  await expect(page.getByText("4 of 4")).toBeVisible();
  await field.press("Enter");
  await expect(page.getByText("3 of 4")).toBeVisible();
  await field.press("Shift+Enter");
  await expect(page.getByText("4 of 4")).toBeVisible();
  await page.getByRole("button", { name: "Match case" }).click();
  await expect(page.getByText("Nothing found")).toBeVisible();
  await page.getByRole("button", { name: "Match case" }).click();
  await page.getByRole("button", { name: "Regular expression" }).click();
  await field.fill("needle-[12]");
  await expect(page.getByText("2 of 2")).toBeVisible();
  await field.fill("needle-[");
  await expect(page.getByText("This is not a regular expression.")).toBeVisible();
  await field.press("Escape");
  await expect(field).toBeHidden();
  await expect(page.locator(".xterm-helper-textarea")).toBeFocused();
  await page.keyboard.press("Control+Shift+L");
  await page.keyboard.press("Control+f");
  await expect(field).toBeFocused();
});

test("settings are seen at once, in every window, and survive a reload", async ({
  page,
  signedIn,
  sandboxes,
}) => {
  await sandboxes.launch("taste-bay");
  const terminal = await openTerminal(page, "taste-bay");
  const elsewhere = await signedIn.newPage();
  await openTerminal(elsewhere, "taste-bay");
  await page.getByRole("button", { name: "Terminal settings" }).click();
  const panel = settings(page);
  await panel.getByRole("button", { name: "Size: more" }).click();
  await panel.getByLabel("Font").selectOption("JetBrains Mono");
  await panel.getByText("Gruvbox").click();
  await panel.getByLabel("Light or dark").selectOption("Dark");
  const looks = (on: Page) =>
    on.locator(".xterm-rows").evaluate((rows) => {
      const { fontSize, fontFamily } = getComputedStyle(rows);
      const ground = getComputedStyle(rows.closest(".xterm")?.parentElement as Element).backgroundColor;
      return `${fontSize} ${fontFamily.split(",")[0]} ${ground}`;
    });
  const wanted = '14px "JetBrains Mono Variable" rgb(40, 40, 40)';
  await expect.poll(() => looks(page)).toBe(wanted);
  await expect.poll(() => looks(elsewhere)).toBe(wanted);
  expect(await page.evaluate(() => document.fonts.check("14px 'JetBrains Mono Variable'"))).toBe(true);
  await page.reload();
  await terminal.ready();
  await expect.poll(() => looks(page)).toBe(wanted);
  await page.getByRole("button", { name: "Terminal settings" }).click();
  await panel.getByRole("button", { name: "Defaults" }).click();
  await expect.poll(() => looks(page)).toMatch(/^13px/);
});

test("what a program wants of the page is asked about, bounded, or not done", async ({ page, sandboxes }) => {
  await sandboxes.launch("wish-bay");
  const terminal = await openTerminal(page, "wish-bay");
  await terminal.run("printf '\\e]52;c;%s\\a' \"$(printf 'from inside' | base64)\"");
  await expect(page.getByText("A program wants to copy 11 characters to your clipboard.")).toBeVisible();
  await page.getByRole("button", { name: "Ignore" }).click();
  await terminal.run("printf '\\e]0;<b>%s</b>\\a' \"$(seq -s x 60)\"");
  const tab = page.getByRole("navigation", { name: "Shells" }).getByRole("link");
  await expect(tab).toHaveAttribute("title", /^<b>1x2x3.{51}… /);
  await expect(page).toHaveTitle("wish-bay · Sandbar");
  // Questions about the clipboard and the window get no answer, which would be typed into the shell.
  await terminal.run(
    "clear; printf '\\e]52;c;?\\a\\e[21t\\e[14t\\e[18t'; IFS= read -rs -d '' -t 1 x; echo \"answer:<$x>\"",
  );
  await terminal.shows("answer:<>");
  // What was asked before the page came is over.
  await page.reload();
  await terminal.shows("answer:<>");
  await expect(page.getByText(/A program wants to copy/)).toBeHidden();
});

test("addresses in the sandbox lead to its previews, and say so", async ({ page, signedIn, sandboxes }) => {
  await sandboxes.launch("link-bay");
  const terminal = await openTerminal(page, "link-bay");
  await terminal.run("clear; printf 'x localhost:3000/a?b=1\\n'");
  await terminal.shows(/x localhost:3000/);
  const row = page.locator(".xterm-rows > div").filter({ hasText: /^x localhost/ });
  const box = await row.boundingBox();
  const opened = signedIn.waitForEvent("page");
  await expect(async () => {
    await page.mouse.move((box?.x ?? 0) + 60, (box?.y ?? 0) + 6);
    await page.mouse.move((box?.x ?? 0) + 50, (box?.y ?? 0) + 8);
    await expect(page.getByText("Port 3000 of link-bay, /a?b=1")).toBeVisible({ timeout: 1000 });
  }).toPass();
  const asked = signedIn.waitForEvent("request", (request) => request.url().includes("/ports/3000/open"));
  await page.mouse.down();
  await page.mouse.up();
  expect(new URL((await asked).url()).search).toBe(`?path=${encodeURIComponent("/a?b=1")}`);
  const tab = await opened;
  await tab.waitForURL(({ hostname }) => hostname === "3000--link-bay.localhost");
  expect(await tab.evaluate(() => window.opener)).toBeNull();
});

test("shells are named and ended before everybody’s eyes", async ({ page, signedIn, sandboxes }) => {
  await sandboxes.launch("name-bay");
  const terminal = await openTerminal(page, "name-bay");
  const second = await signedIn.newPage();
  await openTerminal(second, "name-bay");
  const tabs = (on: Page) => on.getByRole("navigation", { name: "Shells" }).getByRole("link");
  await tabs(page).first().press("F2");
  await page.getByLabel("Name of this shell").fill("build");
  await page.keyboard.press("Enter");
  await expect(tabs(page)).toHaveText(["build"]);
  await expect(tabs(second)).toHaveText(["build"]);

  await page.getByRole("button", { name: "Open another shell" }).click();
  await expect(tabs(second)).toHaveText(["build", "2 bash"]);
  // Until then the terminal that is seen is the first.
  await expect(tabs(page).nth(1)).toHaveAttribute("aria-current", "page");
  await terminal.ready();
  await terminal.run("exit 3");
  await expect(tabs(second)).toHaveText(["build", /bash.*exit 3/]);
  await expect(page.getByText("This shell ended with exit code 3.")).toBeVisible();
  await page.keyboard.press("Control+Shift+Alt+ArrowLeft");
  await expect(tabs(page).first()).toHaveAttribute("aria-current", "page");
  await terminal.ready();
  await terminal.run("echo sleeps-$((3 + 2)); sleep 1000");
  await terminal.shows("sleeps-5");
  await page.getByRole("button", { name: "End build" }).click();
  await expect(page.getByRole("dialog", { name: "End this shell?" })).toContainText("sleep");
  await page.getByRole("button", { name: "End it" }).click();
  await expect(tabs(second)).toHaveCount(1);
});

test("a shell opens with the size of its window", async ({ page, sandboxes }) => {
  await sandboxes.launch("size-bay");
  const posted: unknown[] = [];
  page.on("request", (request) => {
    if (request.method() === "POST" && request.url().endsWith("/terminals"))
      posted.push(request.postDataJSON());
  });
  const terminal = await openTerminal(page, "size-bay");
  await terminal.run("stty size");
  await terminal.shows(/\d+ \d+/);
  const [, rows, cols] = /stty size\D*?(\d+) (\d+)/.exec((await terminal.rows.textContent()) ?? "") ?? [];
  expect(posted).toHaveLength(1);
  const [{ cols: asked, rows: lines }] = posted as [{ cols: number; rows: number }];
  expect(Math.abs(asked - Number(cols))).toBeLessThanOrEqual(1);
  expect(Math.abs(lines - Number(rows))).toBeLessThanOrEqual(1);
});

test("the terminal fills the window and comes back", async ({ page, sandboxes }) => {
  await sandboxes.launch("wide-bay");
  await openTerminal(page, "wide-bay");
  await page.getByRole("button", { name: "Fill the window" }).click();
  const section = page.getByRole("region", { name: "Terminal" });
  expect(await section.boundingBox()).toMatchObject({ x: 0, y: 0, ...page.viewportSize() });
  await page.getByRole("button", { name: "Terminal settings" }).click();
  await expect(settings(page)).toBeVisible();
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Leave the full window" }).click();
  expect((await section.boundingBox())?.y).toBeGreaterThan(50);
});

test.describe("on a phone", () => {
  test.use({ viewport: { width: 360, height: 740 }, hasTouch: true });

  test("nothing is too wide, and Ctrl stays down for the next key", async ({ page, sandboxes }) => {
    await sandboxes.launch("thumb-bay");
    const terminal = await openTerminal(page, "thumb-bay");
    const overflow = () => page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(await overflow()).toBeLessThanOrEqual(0);
    await page.getByRole("button", { name: "Terminal settings" }).tap();
    await expect(settings(page)).toBeInViewport({ ratio: 0.99 });
    expect(await overflow()).toBeLessThanOrEqual(0);
    await settings(page).getByRole("button", { name: "Close" }).tap();
    await page.getByRole("button", { name: /^Search the output/ }).tap();
    await expect(page.getByRole("button", { name: /^Close search/ })).toBeInViewport({ ratio: 1 });
    await page.getByRole("button", { name: /^Close search/ }).tap();
    await terminal.run("cat");
    await page.getByRole("button", { name: "Pipe" }).tap();
    await terminal.shows("|");
    await page.getByRole("button", { name: "Ctrl", exact: true }).tap();
    await page.keyboard.type("c");
    await terminal.shows("^C");
    await expect(page.getByRole("button", { name: "Ctrl", exact: true })).toHaveAttribute(
      "aria-pressed",
      "false",
    );
  });
});

for (const colorScheme of ["light", "dark"] as const) {
  test.describe(colorScheme, () => {
    test.use({ contextOptions: { colorScheme, reducedMotion: "reduce" } });

    test("axe finds nothing on what lies over a terminal", async ({ page, sandboxes }) => {
      const name = `over-bay-${colorScheme}`;
      await sandboxes.launch(name);
      const terminal = await openTerminal(page, name);
      const expectNothing = async (where: string) => {
        const { violations } = await axe(page).analyze();
        const found = violations.map(
          ({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160))}`,
        );
        expect(found, where).toEqual([]);
      };
      await page.getByRole("button", { name: "Terminal settings" }).click();
      await expectNothing("settings");
      await page.keyboard.press("Escape");
      await page.getByRole("button", { name: "Record the terminals of this sandbox" }).click();
      await expectNothing("recording");
      await page.keyboard.press("Escape");
      await terminal.run("echo $((40 + 2)) | tee /dev/stderr; printf '\\e]52;c;aGVsbG8=\\a'");
      await expect(page.getByText("A program wants to copy 5 characters")).toBeVisible();
      await expectNothing("offer of a copy");
      await page.getByRole("button", { name: "Ignore" }).click();
      await page.getByRole("button", { name: /^Search the output/ }).click();
      await page.getByRole("searchbox", { name: "Search the output" }).fill("42");
      await expect(page.getByText("2 of 2")).toBeVisible();
      await expectNothing("search");
      await page.getByRole("button", { name: /^Close search/ }).click();
      await page.getByRole("navigation", { name: "Shells" }).getByRole("link").first().press("F2");
      await expectNothing("naming");
      await page.keyboard.press("Escape");
      await runsCat(terminal);
      await paste(page, "two\nlines\n");
      await page.getByRole("dialog", { name: "Paste 2 lines?" }).waitFor();
      await expectNothing("paste");
    });
  });
}
