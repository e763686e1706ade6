import type { Page } from "@playwright/test";
import { expect, test } from "./product.ts";

/** What every team begins with. */
const DEFAULTS = {
  idle_timeout_minutes: 30,
  completed_retention_minutes: 60,
  archive_retention_days: 30,
  auto_teardown: true,
  record_terminals: false,
  owner_idle_timeout_max_minutes: 1440,
  checkpoint_interval_minutes: 15,
  checkpoints_kept: 10,
  max_lifetime_hours: 72,
  max_active_per_member: 5,
  max_active_per_team: 20,
  max_storage_gb: 0,
};

async function patchPolicy(page: Page, patch: object): Promise<void> {
  const headers = { origin: new URL(page.url()).origin };
  const answer = await page.request.patch("/api/v1/policy", { data: patch, headers });
  expect(answer.ok(), await answer.text()).toBe(true);
}

async function policy(page: Page): Promise<Record<string, unknown>> {
  const { version: _, ...settings } = await (await page.request.get("/api/v1/policy")).json();
  return settings;
}

async function openPolicy(page: Page): Promise<void> {
  await page.goto("/settings/policy");
  await expect(page.getByText("Change a setting to see which sandboxes it touches")).toBeVisible();
}

const field = (page: Page, label: string) => page.getByLabel(label, { exact: true });
const preview = (page: Page) => page.getByRole("region", { name: "What this would do" });
const notifications = (page: Page) => page.getByRole("region", { name: "Notifications" });

test.afterEach(async ({ page }) => {
  if (page.url() === "about:blank") await page.goto("/");
  await patchPolicy(page, DEFAULTS);
});

test("an admin sees whom a shorter idle time touches, confirms it, and the countdown follows", async ({
  page,
  sandboxes,
}) => {
  const name = "policy-watch";
  await sandboxes.launch(name);
  await openPolicy(page);
  await field(page, "Idle time").fill("9");
  await expect(preview(page).getByText(/1 sandbox would be torn down within the hour/)).toBeVisible();
  await expect(preview(page).getByRole("link", { name })).toBeVisible();
  await expect(preview(page).getByText(/^Saved and archived \(idle time\) · in [89] min$/)).toBeVisible();
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(page.getByRole("heading", { name: /touched within the hour/ })).toBeFocused();
  expect(await policy(page)).toEqual(DEFAULTS);
  await page.getByRole("button", { name: "Change the policy" }).click();
  await expect(notifications(page)).toContainText("Saved: Idle time 30 min → 9 min.");
  expect(await policy(page)).toEqual({ ...DEFAULTS, idle_timeout_minutes: 9 });
  await page.goto(`/sandboxes/${name}/details`);
  await expect(page.getByRole("button", { name: /^archives in 8:\d\d/ }).first()).toBeVisible();
});

test("R1: an explicit 0 and an explicit off are saved, all else stays, and undo puts them back", async ({
  page,
}) => {
  await openPolicy(page);
  await field(page, "Idle time").fill("0");
  await expect(page.getByText("0 = never", { exact: true })).toBeVisible();
  await page.getByLabel("Archive completed sandboxes").uncheck();
  await page.getByRole("button", { name: "Save 2 changes" }).click();
  await expect(notifications(page)).toContainText("Idle time 30 min → never");
  expect(await policy(page)).toEqual({ ...DEFAULTS, idle_timeout_minutes: 0, auto_teardown: false });
  await notifications(page).getByRole("button", { name: "Undo" }).click();
  await expect(notifications(page)).toContainText("The earlier policy is back.");
  expect(await policy(page)).toEqual(DEFAULTS);
  await expect(field(page, "Idle time")).toHaveValue("30");
  await expect(page.getByLabel("Archive completed sandboxes")).toBeChecked();
});

test("recording every terminal is switched on, and said to whoever does it", async ({ page, sandboxes }) => {
  const name = "policy-films";
  await sandboxes.launch(name);
  await openPolicy(page);
  await field(page, "Record every terminal").check();
  await expect(preview(page)).toContainText("Every terminal that is open is recorded from then on");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(notifications(page)).toContainText("Saved: Record every terminal off → on.");
  expect(await policy(page)).toEqual({ ...DEFAULTS, record_terminals: true });
  const record = async () => (await page.request.get(`/api/v1/sandboxes/${name}`)).json();
  expect(await record()).toMatchObject({ recording: { on: true, by: "policy" } });
});

test("R8: what is out of bounds is refused at the field and not sent", async ({ page }) => {
  await openPolicy(page);
  await field(page, "Checkpoints kept").fill("0");
  await expect(page.getByText("Enter 1 to 1,000 checkpoints. Default 10.")).toBeVisible();
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await field(page, "Checkpoints kept").fill("20");
  await expect(preview(page)).toContainText("No sandbox ends sooner or later than now.");
  await page.getByRole("button", { name: "Discard" }).click();
  await expect(field(page, "Checkpoints kept")).toHaveValue("10");
  expect(await policy(page)).toEqual(DEFAULTS);
});

test("what is typed before the page has come alive counts", async ({ page }) => {
  const { promise: typed, resolve: letScriptsCome } = Promise.withResolvers<void>();
  await page.route("**/assets/*.js", async (route) => {
    await typed;
    await route.continue();
  });
  await page.goto("/settings/policy", { waitUntil: "commit" });
  await field(page, "Checkpoints kept").fill("20");
  letScriptsCome();
  await expect(page.getByText("Is 10 checkpoints now.")).toBeVisible();
  await expect(preview(page)).toContainText("No sandbox ends sooner or later than now.");
  await expect(field(page, "Checkpoints kept")).toHaveValue("20");
});

test("two admins: neither overwrites the other unseen", async ({ page }) => {
  await openPolicy(page);
  await patchPolicy(page, { max_lifetime_hours: 48, archive_retention_days: 60 });
  await field(page, "Longest lifetime").fill("96");
  await field(page, "Save every").fill("20");
  await field(page, "Storage of the team").scrollIntoViewIfNeeded();
  await page.getByRole("button", { name: "Save 2 changes" }).click();
  await expect(page.getByRole("alert")).toContainText("Somebody else changed the policy");
  await expect(page.getByRole("alert")).toBeInViewport();
  await expect(page.getByText("Somebody else changed this from 3 d to 2 d.")).toBeVisible();
  await expect(field(page, "Longest lifetime")).toHaveValue("96");
  await expect(field(page, "Archives kept")).toHaveValue("60");
  await page.getByRole("button", { name: "Keep theirs" }).click();
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(notifications(page)).toContainText("Save every 15 min → 20 min");
  expect(await policy(page)).toEqual({
    ...DEFAULTS,
    max_lifetime_hours: 48,
    archive_retention_days: 60,
    checkpoint_interval_minutes: 20,
  });
});

test("two admins at one profile: each keeps what the other changed, and is told of a clash", async ({
  page,
  baseURL,
}) => {
  const headers = { origin: baseURL ?? "" };
  const size = { cpus: 1, memory_bytes: 2 ** 30, disk_bytes: 2 ** 30, pids: 256 };
  const made = await page.request.post("/api/v1/profiles", {
    data: { name: "shared-size", ...size },
    headers,
  });
  expect(made.ok(), await made.text()).toBe(true);
  const theirs = (data: object) => page.request.patch("/api/v1/profiles/shared-size", { data, headers });
  await page.goto("/settings/profiles/shared-size");
  await page.getByLabel("CPUs").fill("2");
  expect((await theirs({ cpus: 3, pids: 300 })).ok()).toBe(true);
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(page.getByRole("alert")).toContainText("Somebody else changed this profile");
  await expect(page.getByRole("alert")).toBeInViewport();
  await expect(page.getByLabel("CPUs")).toHaveValue("2");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(page).toHaveURL(/\/settings\/profiles$/);
  const { items } = await (await page.request.get("/api/v1/profiles")).json();
  expect(items).toContainEqual(expect.objectContaining({ name: "shared-size", cpus: 2, pids: 300 }));
  expect((await page.request.delete("/api/v1/profiles/shared-size", { headers })).ok()).toBe(true);
});

test("without JavaScript a change is previewed, confirmed, saved and undone", async ({
  browser,
  baseURL,
  page: scripted,
  signedIn,
  sandboxes,
}) => {
  const name = "policy-plain";
  await sandboxes.launch(name);
  await scripted.goto("/");
  const context = await browser.newContext({
    baseURL,
    javaScriptEnabled: false,
    storageState: await signedIn.storageState(),
  });
  const page = await context.newPage();
  await page.goto("/settings/policy");
  await field(page, "Idle time").fill("9");
  await page.getByRole("button", { name: "Preview" }).click();
  await expect(preview(page).getByRole("link", { name })).toBeVisible();
  await expect(field(page, "Idle time")).toHaveValue("9");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByRole("button", { name: "Change the policy" }).click();
  await expect(page.getByRole("status").first()).toHaveText("Saved: Idle time 30 min → 9 min.");
  expect(await policy(page)).toEqual({ ...DEFAULTS, idle_timeout_minutes: 9 });
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(field(page, "Idle time")).toHaveValue("30");
  expect(await policy(page)).toEqual(DEFAULTS);
  await context.close();
});

test("a profile gets clocks of its own, loses them, and goes; what is used stays", async ({
  page,
  sandboxes,
}) => {
  await sandboxes.launch("profile-user", { profile: "medium" });
  await page.goto("/settings/profiles");
  await expect(page.getByText("It can’t be deleted while profile-user has it.")).toBeVisible();
  await page.getByRole("link", { name: "New profile" }).click();
  await page.getByLabel("Name", { exact: true }).fill("night-shift");
  await page.getByLabel("Memory, in GB").fill("0.01");
  await page.getByRole("button", { name: "Make profile" }).click();
  await expect(page.getByText("Memory takes a number from 0.0625 to 1,024 GB.")).toBeVisible();
  await page.getByLabel("Memory, in GB").fill("0.5");
  await page.getByRole("checkbox", { name: /^Idle time/ }).check();
  await page.getByLabel("Idle time, in minutes").fill("120");
  await page.getByRole("checkbox", { name: /^Archive completed/ }).check();
  await page.getByLabel("Archive completed sandboxes", { exact: true }).selectOption("off");
  await page.getByRole("button", { name: "Make profile" }).click();
  const row = page.getByRole("listitem").filter({ hasText: "night-shift" });
  await expect(row).toContainText("0.5 GB memory");
  await expect(row).toContainText("Idle time 2 h instead of 30 min");
  await expect(row).toContainText("Archive completed sandboxes off instead of on");
  await row.getByRole("link", { name: "Edit night-shift" }).click();
  await page.getByRole("checkbox", { name: /^Idle time/ }).uncheck();
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(row).toContainText("Archive completed sandboxes off instead of on");
  await expect(row).not.toContainText("Idle time");
  await row.getByText("Delete…").click();
  await row.getByRole("button", { name: "Delete night-shift", exact: true }).click();
  await expect(row).toHaveCount(0);
});
