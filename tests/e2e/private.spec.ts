import { expect, test } from "./product.ts";

test("a sandbox is launched private, says so everywhere, and is shown to the team from its page", async ({
  page,
  sandboxes,
}) => {
  const name = "hidden-cove";
  sandboxes.discardAfterwards(name);
  await page.goto("/launch");
  await page.getByRole("textbox", { name: "Name", exact: true }).fill(name);
  await page.getByRole("checkbox", { name: "Private" }).check();
  await page.getByRole("button", { name: "Launch", exact: true }).click();
  await page.waitForURL(`**/sandboxes/${name}**`);
  await expect(
    page
      .getByRole("banner")
      .or(page.locator("header"))
      .getByTitle(/^Private/)
      .first(),
  ).toBeVisible();
  await page.goto("/");
  await expect(page.getByRole("link", { name: `${name} private` })).toBeVisible();

  await page.goto(`/sandboxes/${name}/sharing`);
  const choice = page.getByRole("radiogroup", { name: "Who of the team sees it" });
  await expect(choice.getByRole("radio", { name: /^Private/ })).toBeChecked();
  await choice.getByRole("radio", { name: /^The team/ }).check();
  await page.getByRole("button", { name: "Change", exact: true }).click();
  await expect(page.getByTitle(/^Private/)).toHaveCount(0);
  await page.goto(`/sandboxes/${name}/timeline`);
  await expect(page.getByText("Ada Marsh let the team see it")).toBeVisible();
});

test("giving a sandbox away asks once more, without JavaScript too", async ({
  signedIn,
  sandboxes,
  browser,
  baseURL,
}) => {
  const name = "given-cove";
  await sandboxes.launch(name);
  const headers = { origin: baseURL ?? "" };
  const made = await signedIn.request.post("/api/v1/invites", { data: { role: "member" }, headers });
  const { url } = (await made.json()) as { url: string };
  const joining = await browser.newContext({ baseURL });
  const form = { intent: "join", name: "Io Reed", email: "io@example.com", password: "a-long-password" };
  const joined = await joining.request.post(new URL(url).pathname, { form, headers });
  expect(joined.ok(), await joined.text()).toBe(true);
  const storageState = await signedIn.storageState();
  const context = await browser.newContext({ baseURL, storageState, javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(`/sandboxes/${name}/sharing`);
  await page.getByLabel("New owner").selectOption("Io Reed");
  await expect(page.getByRole("button", { name: "Give it away", exact: true })).toBeHidden();
  await page.getByRole("button", { name: "Give it away…" }).click();
  await expect(page.getByText("It is theirs at once.")).toBeVisible();
  await page.getByRole("button", { name: "Give it away", exact: true }).click();
  await page.goto(`/sandboxes/${name}/sharing`);
  await expect(page.getByText("It is Io Reed’s now.")).toBeVisible();
  await context.close();
  await joining.close();
});
