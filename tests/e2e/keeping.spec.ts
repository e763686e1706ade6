import { expect, test } from "./product.ts";

test("people are warned on every tab and in the list, and keep a sandbox alive from there", async ({
  page,
  sandboxes,
}) => {
  test.setTimeout(120_000);
  const name = "warned-wharf";
  await sandboxes.launch(name, { idle_timeout_minutes: 1 });
  await page.goto(`/sandboxes/${name}/details`);
  const warning = page.getByText(/^Saved and archived in \d:\d\d because nothing happened for a minute/);
  await expect(warning).toBeVisible({ timeout: 60_000 });
  await expect(
    page.getByRole("status").filter({ hasText: /This sandbox is saved and archived at .* UTC because/ }),
  ).toHaveCount(1);

  const other = await page.context().newPage();
  await other.goto("/");
  await expect(other.getByRole("listitem").filter({ hasText: name })).toContainText(/archives in \d+ s/);
  await other.close();

  await page.getByRole("button", { name: "Keep it 30 min longer" }).last().click();
  await expect(warning).toBeHidden();
  const chip = page.getByRole("button", { name: /^archives in .*: why, and what can be done$/ });
  await expect(chip).toContainText(/archives in (29|30) min/);
  await chip.click();
  await expect(page.getByText(/Set by this sandbox’s own idle time/)).toBeVisible();
  await page.getByRole("button", { name: "Keep it 1 h longer" }).click();
  await expect(chip).toContainText("archives in 1 h");
  await page.getByRole("button", { name: "Stop 30 min earlier" }).click();
  await expect(chip).toContainText(/archives in (59|1 h)/);
});

test("an owner's own idle time holds at once, within the team's bounds", async ({ page, sandboxes }) => {
  const name = "patient-pier";
  await sandboxes.launch(name);
  await page.goto(`/sandboxes/${name}/details`);
  const field = page.getByLabel("Its own idle time, in minutes");
  await field.fill("90");
  await page.getByRole("button", { name: "Change", exact: true }).click();
  const chip = page.getByRole("button", { name: /why, and what can be done/ });
  await expect(chip).toContainText("archives in 1 h");
  await field.fill("99999");
  await page.getByRole("button", { name: "Change", exact: true }).click();
  await expect(page.getByRole("alert")).toBeVisible();
  await field.fill("");
  await page.getByRole("button", { name: "Change", exact: true }).click();
  await expect(chip).toContainText(/archives in (29|30) min/);
});

test("a teardown is taken back while it saves", async ({ page, signedIn, sandboxes, baseURL }) => {
  test.setTimeout(120_000);
  const name = "second-thought";
  await sandboxes.launch(name);
  // Random bytes that compress to nothing less: the save takes long enough to change one's mind.
  const made = await signedIn.request.post(`/api/v1/sandboxes/${name}/exec`, {
    data: { argv: ["sh", "-c", "head -c 400000000 /dev/urandom > big.bin && echo kept > note.txt"] },
    headers: { origin: baseURL ?? "" },
    timeout: 60_000,
  });
  expect(made.ok(), await made.text()).toBe(true);
  await page.goto(`/sandboxes/${name}/details`);
  await page.getByRole("link", { name: "Tear down" }).click();
  const dialog = page.getByRole("dialog", { name: `Tear down ${name}` });
  await dialog.getByRole("button", { name: "Save and tear down" }).click();
  const toast = page.getByRole("region", { name: "Notifications" });
  await expect(toast).toContainText("Tearing down: its files are being saved");
  await expect(page.getByText("Ada Marsh’s teardown", { exact: true })).toBeVisible();
  await toast.getByRole("button", { name: "Undo" }).click();
  await expect(page.getByText("Running", { exact: true })).toBeVisible();
  await expect(toast).not.toContainText("Tearing down");
  const listed = await signedIn.request.get(`/api/v1/sandboxes/${name}/files/note.txt`);
  expect(await listed.text()).toBe("kept\n");
});
