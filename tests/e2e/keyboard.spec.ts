import { expect, test } from "./product.ts";
import { Terminal } from "./terminal.ts";

test("whoever takes something back by the keyboard goes on at the next row, not at the top", async ({
  page,
  baseURL,
}) => {
  const headers = { origin: baseURL ?? "" };
  for (const email of ["first@keys.example", "second@keys.example"]) {
    const data = { role: "member", email };
    expect((await page.request.post("/api/v1/invites", { data, headers })).ok()).toBe(true);
  }
  await page.goto("/settings/members");
  for (const email of ["first@keys.example", "second@keys.example"]) {
    await page.getByRole("button", { name: `Revoke… the invite of ${email}` }).focus();
    await page.keyboard.press("Enter");
    await page.keyboard.press("Tab");
    await expect(page.getByRole("button", { name: `Revoke the invite of ${email}` })).toBeFocused();
    await page.keyboard.press("Enter");
    await expect(page.getByText(email)).toBeHidden();
    // Another row of the list, or what stands before it.
    await expect(page.locator("main button:focus, main select:focus")).toHaveCount(1);
  }
});

test("launching, finding and leaving a sandbox without a mouse", async ({ page, sandboxes }) => {
  sandboxes.discardAfterwards("keys-only");
  await page.goto("/");
  await page.keyboard.press("Tab");
  await expect(page.getByRole("link", { name: "Skip to content" })).toBeFocused();
  await page.keyboard.press("c");
  await expect(page).toHaveURL(/\/launch$/);
  await page.getByLabel("Name", { exact: true }).focus();
  await page.keyboard.press("Control+a");
  await page.keyboard.type("keys-only");
  await page.keyboard.press("Control+Enter");
  await page.waitForURL(/\/sandboxes\/keys-only\/terminals\//);

  const terminal = new Terminal(page);
  await terminal.ready();
  await expect(page.locator(".xterm-helper-textarea")).toBeFocused();
  await page.keyboard.type("echo by-$((2 + 3))-keys\n");
  await terminal.shows("by-5-keys");
  await page.keyboard.press("Control+Shift+L");
  await expect(page.getByRole("button", { name: /^Search the output/ })).toBeFocused();

  await page.keyboard.press("g");
  await page.keyboard.press("s");
  await expect(page.getByRole("heading", { name: "Sandboxes", exact: true })).toBeVisible();
  await page.keyboard.press("/");
  await expect(page.getByRole("searchbox", { name: "Search sandboxes" })).toBeFocused();
  await page.keyboard.type("keys-o");
  await expect(page).toHaveURL(/q=keys-o/);
  await expect(page.getByRole("link", { name: "keys-only" })).toBeVisible();

  await page.keyboard.press("Control+k");
  await page.keyboard.type("keys-only");
  await expect(page.getByRole("option", { name: /keys-only/ })).toBeVisible();
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/sandboxes\/keys-only/);

  await page.getByRole("link", { name: "Tear down" }).focus();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("dialog")).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toBeHidden();
  await expect(page.getByRole("link", { name: "Tear down" })).toBeFocused();
  await page.locator("body").press("?");
  await expect(page.getByRole("heading", { name: "Keyboard shortcuts" })).toBeVisible();
});
