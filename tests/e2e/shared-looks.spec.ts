import type { Page } from "@playwright/test";
import { axe } from "./axe.ts";
import { expect, test } from "./product.ts";
import { join, revoke, shareLink, stranger } from "./share-links.ts";
import { Terminal } from "./terminal.ts";

async function looked(page: Page, where: string) {
  const { violations, passes } = await axe(page).analyze();
  expect(passes.length, `${where} was looked at`).toBeGreaterThan(5);
  const found = violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(" | ")}`,
  );
  expect(found, where).toEqual([]);
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect(overflow, `${where} is no wider than its window`).toBeLessThanOrEqual(0);
}

const NARROW = { viewport: { width: 360, height: 740 }, hasTouch: true };

for (const [colorScheme, size] of [
  ["light", NARROW],
  ["dark", {}],
] as const) {
  const width = "viewport" in size ? "a phone" : "a desktop";
  test.describe(`${colorScheme} on ${width}`, () => {
    test.use({ ...size, contextOptions: { colorScheme, reducedMotion: "reduce" } });

    test("axe finds nothing on the pages of share links, and nothing is too wide", async ({
      page,
      signedIn,
      sandboxes,
      browser,
      baseURL,
    }) => {
      test.setTimeout(240_000);
      const name = `shown-pier-${colorScheme}-${width.split(" ")[1]}`;
      await sandboxes.launch(name);
      await page.goto(`/sandboxes/${name}`);
      await new Terminal(page).ready();
      await page.goto(`/sandboxes/${name}/sharing`);
      await looked(page, "nothing shared");
      await page.getByText("Choose what they get…").click();
      await page.getByLabel("Ends").selectOption("custom");
      await page.getByLabel("After").fill("none");
      await page.getByRole("button", { name: "Make the link" }).click();
      await page.getByRole("alert").waitFor();
      await looked(page, "refused link");
      await page.getByRole("button", { name: /^Share for an hour/ }).click();
      await page.getByLabel("The share link").waitFor();
      await looked(page, "made link");

      const link = await shareLink(signedIn, baseURL, name, { password: "tide and moon", label: "Review" });
      const guest = await stranger(browser, { baseURL, colorScheme, reducedMotion: "reduce", ...size });
      await guest.page.goto(link.path);
      await looked(guest.page, "link");
      await guest.page.getByLabel("Your name").fill("Bob");
      await guest.page.getByLabel("Password of the link").fill("not this one");
      await guest.page.getByRole("button", { name: "Join" }).click();
      await guest.page.getByRole("alert").waitFor();
      await looked(guest.page, "wrong password");
      await join(guest.page, link, "Bob", "tide and moon");
      const terminal = new Terminal(guest.page);
      await terminal.ready();
      await looked(guest.page, "guest's terminal");
      if ("hasTouch" in size) {
        await terminal.run("cat");
        await guest.page.getByRole("button", { name: "Ctrl", exact: true }).tap();
        await guest.page.getByRole("button", { name: "Control C" }).tap();
        await terminal.shows("^C");
      }
      await page.reload();
      await expect(page.getByRole("list", { name: "In now" })).toContainText("Bob");
      await page.getByRole("button", { name: "Revoke… Review" }).click();
      await looked(page, "revoking");
      await page.keyboard.press("Escape");

      await guest.page.getByRole("link", { name: "Timeline" }).click();
      await guest.page.getByRole("log", { name: "Timeline" }).waitFor();
      await looked(guest.page, "guest's timeline");
      await revoke(signedIn, baseURL, name, link);
      await guest.page.getByRole("heading", { name: "This link was taken back" }).waitFor();
      await looked(guest.page, "over");
      await guest.page.reload();
      await looked(guest.page, "over, reloaded");
      await page.reload();
      await page.getByText("Ended links (1)").click();
      await looked(page, "ended links");
      await guest.context.close();
    });
  });
}
