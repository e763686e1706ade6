import { expect, test } from "./product.ts";
import { join, shareLink, stranger } from "./share-links.ts";
import { Terminal } from "./terminal.ts";

test("share links are made, listed and taken back without JavaScript", async ({
  signedIn,
  sandboxes,
  browser,
  baseURL,
}) => {
  const name = "paper-pier";
  await sandboxes.launch(name);
  const storageState = await signedIn.storageState();
  const { context, page } = await stranger(browser, { baseURL, storageState, javaScriptEnabled: false });
  await page.goto(`/sandboxes/${name}`);
  await page.getByRole("link", { name: "Sharing" }).click();
  await expect(page.getByRole("heading", { name: "Nothing is shared by a link" })).toBeVisible();
  await page.getByText("Choose what they get…").click();
  await expect(page.getByLabel("After")).toBeHidden();
  await page.getByLabel("Ends").selectOption("custom");
  await page.getByLabel("After").fill("two");
  await page.getByRole("button", { name: "Make the link" }).click();
  await expect(page.getByRole("alert")).toContainText("minutes");
  await page.getByRole("radio", { name: /Watch and type/ }).check();
  await page.getByLabel("Ends").selectOption("custom");
  await page.getByLabel("After").fill("3");
  await page.getByLabel("People it lets in (optional)").fill("2");
  await page.getByLabel("Label (optional)").fill("Review");
  await page.getByRole("button", { name: "Make the link" }).click();
  await expect(page.getByLabel("The share link")).toHaveValue(/\/s\/[\w-]{43}$/);
  const row = page.getByRole("list", { name: "Share links" }).getByRole("listitem");
  await expect(row).toContainText("Review");
  await expect(row).toContainText("May watch its terminals, type in them and read its timeline");
  await expect(row).toContainText("0 of 2 let in");
  await page.getByRole("link", { name: "Sharing" }).click();
  await expect(page.getByLabel("The share link")).toHaveCount(0);
  await row.getByRole("button", { name: "Revoke… Review" }).click();
  await row.getByRole("button", { name: "Revoke Review" }).click();
  await expect(page.getByRole("heading", { name: "Nothing is shared by a link" })).toBeVisible();
  await page.getByText("Ended links (1)").click();
  await expect(page.getByRole("list", { name: "Ended links" })).toContainText("revoked");
  await context.close();
});

test("sharing by one key, and coming in by the keyboard alone", async ({
  page,
  sandboxes,
  browser,
  baseURL,
}) => {
  const name = "key-pier";
  await sandboxes.launch(name);
  await page.goto(`/sandboxes/${name}`);
  await new Terminal(page).ready();
  await page.goto(`/sandboxes/${name}/sharing`);
  await expect(page.getByText("or press w")).toBeVisible();
  const link = page.getByLabel("The share link");
  // A key before the page is alive is lost.
  await expect(async () => {
    await page.keyboard.press("w");
    await expect(link).toBeFocused({ timeout: 2_000 });
  }).toPass();
  await page.keyboard.press("Tab");
  await expect(page.getByRole("button", { name: "Copy the link" })).toBeFocused();
  const address = new URL(await link.inputValue()).pathname;

  const guest = await stranger(browser, { baseURL });
  await guest.page.goto(address);
  await expect(guest.page.getByLabel("Your name")).toBeFocused();
  await guest.page.keyboard.type("Kim");
  await guest.page.keyboard.press("Enter");
  await new Terminal(guest.page).ready();
  await expect(guest.page.getByText("Read only", { exact: true }).first()).toBeVisible();
  await guest.page.keyboard.press("Control+Shift+L");
  await expect(guest.page.getByRole("button", { name: /^Search the output/ })).toBeFocused();
  await guest.page.getByRole("link", { name: "Timeline" }).focus();
  await guest.page.keyboard.press("Enter");
  await expect(guest.page.getByRole("log", { name: "Timeline" })).toBeVisible();
  await guest.page.getByRole("button", { name: "Leave" }).focus();
  await guest.page.keyboard.press("Enter");
  await expect(guest.page.getByRole("heading", { name: "You are not in" })).toBeVisible();
  await expect(page.getByText("Was in: Kim")).toBeVisible();
  await guest.context.close();
});

test("a guest is warned before the end, told of it, and of a teardown", async ({
  signedIn,
  sandboxes,
  browser,
  baseURL,
}) => {
  test.setTimeout(90_000);
  const name = "ebb-pier";
  await sandboxes.launch(name);
  const link = await shareLink(signedIn, baseURL, name, { role: "view" });
  const headers = { origin: baseURL ?? "", prefer: "wait=60" };
  const { context: later, page: late } = await stranger(browser, { baseURL });
  await late.clock.install();
  await join(late, link, "Lea");
  await expect(late.getByText("No terminal is open.")).toBeVisible();
  // The reader's own clock is shown once the page is alive.
  await expect(late.getByText(/ends \d+:\d\d.*, in 59:/)).toBeVisible();
  await late.clock.fastForward("55:30");
  await expect(late.getByRole("status").filter({ hasText: "within 5 minutes" })).toBeAttached();
  await expect(late.getByText(/^This link ends in [34]:\d\d\./)).toBeVisible();
  await late.clock.fastForward("03:45");
  await expect(late.getByRole("status").filter({ hasText: "within 1 minute" })).toBeAttached();
  await late.clock.fastForward("01:00");
  await expect(late.getByRole("heading", { name: "This link’s time is over" })).toBeVisible();
  await expect(late.getByRole("button", { name: "Leave" })).toHaveCount(0);

  await later.close();

  const { context, page } = await stranger(browser, { baseURL });
  await join(page, link, "Lou");
  await expect(page.getByText("No terminal is open.")).toBeVisible();
  const opened = await signedIn.request.post(`/api/v1/sandboxes/${name}/terminals`, { data: {}, headers });
  expect(opened.status()).toBe(201);
  await new Terminal(page).ready();
  const data = { force: true, discard: true, confirm: name };
  const torn = await signedIn.request.post(`/api/v1/sandboxes/${name}/teardown`, { data, headers });
  expect(torn.ok()).toBe(true);
  await expect(page.getByRole("heading", { name: "The sandbox was torn down" })).toBeVisible();
  await context.close();
});
