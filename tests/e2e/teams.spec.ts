import type { Browser, BrowserContext, Page } from "@playwright/test";
import { expect, OWNER, test, withoutWebGl } from "./product.ts";
import { Terminal } from "./terminal.ts";

const PASSWORD = "a-long-password";

/** The link that the owner's page shows once. */
async function inviteBy(page: Page, role: string, email = ""): Promise<string> {
  await page.goto("/settings/members");
  await page.getByLabel("Email").fill(email);
  await page.getByLabel("As", { exact: true }).selectOption({ label: role });
  await page.getByRole("button", { name: "Make an invite link" }).click();
  return await page.getByLabel("The invite link").inputValue();
}

/** Somebody in a browser of their own who opens the link and makes an account. */
async function joins(
  browser: Browser,
  link: string,
  { name, email }: { name: string; email: string },
): Promise<{ context: BrowserContext; page: Page }> {
  const context = await browser.newContext();
  await withoutWebGl(context);
  const page = await context.newPage();
  await page.goto(link);
  await page.getByLabel("Your name").fill(name);
  if (await page.getByLabel("Email").isEditable()) await page.getByLabel("Email").fill(email);
  await page.getByLabel("Password").fill(PASSWORD);
  await page.getByRole("button", { name: "Make an account and join" }).click();
  await expect(page.getByRole("heading", { name: "Sandboxes", exact: true })).toBeVisible();
  return { context, page };
}

/** Others' may be among them: tests of other files use the same product. */
const openInvites = (page: Page) => page.getByRole("list", { name: "Open invites" }).getByRole("listitem");
/** Theirs, not one in which they are named as who may get what another has. */
const row = (page: Page, name: string) =>
  page.getByRole("listitem").filter({ has: page.locator("p").filter({ hasText: new RegExp(`^${name}`) }) });

test("somebody joins by a link, is made admin, and removed while a terminal is open", async ({
  page,
  browser,
  baseURL,
  sandboxes,
}) => {
  await sandboxes.launch("harbour");
  await page.goto("/settings/members");
  const others = await openInvites(page).count();
  const link = await inviteBy(page, "Member");
  await expect(openInvites(page)).toHaveCount(others + 1);
  const bo = await joins(browser, link, { name: "Bo Ferry", email: "bo@example.com" });

  // Used once: whoever comes with it now is told.
  const late = await browser.newContext();
  const gone = await (await late.newPage()).goto(link);
  expect(gone?.status()).toBe(410);
  await expect(late.pages()[0]!.getByRole("heading")).toHaveText("This invite has been used");
  await late.close();

  await page.reload();
  await expect(row(page, "Bo Ferry")).toContainText("bo@example.com");
  await expect(openInvites(page)).toHaveCount(others);
  await bo.page.goto("/settings/members");
  await expect(row(bo.page, OWNER.name)).not.toContainText("@");
  await expect(bo.page.getByRole("link", { name: /^Remove/ })).toHaveCount(0);
  await expect(bo.page.getByRole("button", { name: "Make an invite link" })).toHaveCount(0);

  await page.getByRole("button", { name: "Role of Bo Ferry: member" }).click();
  await page.getByRole("button", { name: /^Admin/ }).click();
  await expect(page.getByRole("button", { name: "Role of Bo Ferry: admin" })).toBeVisible();
  await bo.page.reload();
  await expect(bo.page.getByRole("button", { name: "Make an invite link" })).toBeVisible();

  const headers = { origin: baseURL ?? "" };
  const wanted = { name: "ci", scopes: ["sandboxes:read"], expires_in_days: 1 };
  const { token } = await (
    await bo.context.request.post(`${baseURL}/api/v1/tokens`, { data: wanted, headers })
  ).json();
  const asToken = () =>
    page.request.get("/api/v1/sandboxes", { headers: { authorization: `Bearer ${token}`, cookie: "" } });
  expect((await asToken()).status()).toBe(200);

  await bo.page.goto(`${baseURL}/sandboxes/harbour`);
  const terminal = new Terminal(bo.page);
  await terminal.ready();
  await terminal.run("echo still-$((1 + 1))-here");
  await terminal.shows("still-2-here");

  const storageState = await page.context().storageState();
  const plain = await browser.newContext({ baseURL, storageState, javaScriptEnabled: false });
  const without = await plain.newPage();
  await without.goto("/settings/members");
  await without.getByRole("link", { name: "Remove… Bo Ferry" }).click();
  await expect(without.getByRole("button", { name: "Remove Bo Ferry", exact: true })).toBeInViewport();
  await without.getByRole("link", { name: "Cancel" }).click();
  await expect(without.getByRole("form", { name: "Removing Bo Ferry" })).toHaveCount(0);
  await plain.close();

  await page.getByRole("link", { name: "Remove… Bo Ferry" }).click();
  await expect(page.getByRole("form", { name: "Removing Bo Ferry" })).toBeFocused();
  await page.getByRole("button", { name: "Remove Bo Ferry", exact: true }).click();
  await expect(page.getByText("Bo Ferry is out of the team.")).toBeVisible();
  expect((await asToken()).status()).toBe(401);
  await expect(bo.page.getByRole("alert")).toContainText("you were removed from the team");
  await bo.page.goto(`${baseURL}/`);
  await expect(bo.page.getByRole("heading", { name: "You are in no team" })).toBeVisible();
  expect((await bo.context.request.get(`${baseURL}/api/v1/me`)).status()).toBe(403);
  await bo.page.getByRole("button", { name: "Sign out" }).click();
  await expect(bo.page.getByRole("heading", { name: "Sign in" })).toBeVisible();
  await bo.context.close();
});

test("an invite for an address comes with it, and brings somebody who has an account into a second team", async ({
  page,
  browser,
}) => {
  const link = await inviteBy(page, "Viewer", "cy@example.com");
  await expect(page.getByText("sends no mail")).toBeVisible();
  // Whoever is in the team already has nothing to join.
  await page.goto(link);
  await expect(page.getByText("You are in Tidewater already")).toBeVisible();
  await expect(page.getByRole("button", { name: /^Join/ })).toHaveCount(0);
  const cy = await joins(browser, link, { name: "Cy Mole", email: "cy@example.com" });
  await cy.context.close();

  // Signed out, Cy comes by another link, signs in and is back at it.
  await page.goto("/settings/team");
  await page.getByText("New team…").click();
  await page.getByLabel("Name of the new team").fill("Breakwater");
  await page.getByRole("button", { name: "Make the team" }).click();
  await expect(page.getByRole("heading", { name: "Breakwater", exact: true })).toBeVisible();
  const notTheirs = await inviteBy(page, "Admin", "di@example.com");
  await page.reload();
  const second = await inviteBy(page, "Admin");
  const context = await browser.newContext();
  const other = await context.newPage();
  await other.goto(second);
  await other.getByRole("link", { name: "Sign in and come back" }).click();
  await other.getByLabel("Email").fill("cy@example.com");
  await other.getByLabel("Password").fill(PASSWORD);
  await other.getByRole("button", { name: "Sign in" }).click();
  await other.getByRole("button", { name: "Join Breakwater" }).click();
  await expect(other.getByRole("banner")).toContainText("Breakwater");
  await page.getByRole("button", { name: "Revoke… the invite of di@example.com" }).click();
  await page.getByRole("button", { name: "Revoke the invite of di@example.com" }).click();
  await expect(page.getByText("The invite is taken back")).toBeVisible();
  expect((await other.goto(notTheirs))?.status()).toBe(410);
  await context.close();

  await page.goto("/");
  await page.getByRole("button", { name: /^Menu of/ }).click();
  await page.getByRole("button", { name: `Switch to ${OWNER.team}` }).click();
  await expect(page.getByRole("banner")).toContainText(OWNER.team);
});

test("what was taken back in another window is told as gone, and goes from the page", async ({
  page,
  baseURL,
}) => {
  const headers = { origin: baseURL ?? "" };
  const email = "twice@example.com";
  const data = { role: "member", email };
  const made = await page.request.post("/api/v1/invites", { data, headers });
  const { invite_id } = await made.json();
  await page.goto("/settings/members");
  expect((await page.request.delete(`/api/v1/invites/${invite_id}`, { headers })).ok()).toBe(true);
  await page.getByRole("button", { name: `Revoke… the invite of ${email}` }).click();
  await page.getByRole("button", { name: `Revoke the invite of ${email}` }).click();
  await expect(page.getByRole("alert")).toContainText("There is no such invite any more.");
  await expect(page.getByText(email)).toHaveCount(0);
});

test("a page of a team that was left in another tab waits, and a link into another team leads there", async ({
  page,
  signedIn,
  sandboxes,
}) => {
  await sandboxes.launch("two-tabs");
  await page.goto("/settings/team");
  if ((await page.getByText("Skerry").count()) === 0) {
    await page.getByText("New team…").click();
    await page.getByLabel("Name of the new team").fill("Skerry");
    await page.getByRole("button", { name: "Make the team" }).click();
    await expect(page.getByRole("heading", { name: "Skerry", exact: true })).toBeVisible();
  }
  await page.goto("/sandboxes/two-tabs");
  await expect(page.getByRole("heading", { name: "Not in this team" })).toBeVisible();
  await page.getByRole("button", { name: `Switch to ${OWNER.team}` }).click();
  await expect(page.getByRole("heading", { name: "two-tabs" })).toBeVisible();

  // The server knows which sandbox a page is about: another one of that name is not meant.
  const meant = await page.request.post("/sandboxes/two-tabs?of=another", {
    form: { intent: "complete" },
    headers: { origin: new URL(page.url()).origin },
  });
  expect(meant.status()).toBe(409);
  expect(await meant.text()).toContain("Another sandbox has this name now");

  const second = await signedIn.newPage();
  await second.goto("/settings/team");
  await second.getByRole("button", { name: "Switch to Skerry" }).click();
  await expect(second.getByRole("banner")).toContainText("Skerry");
  await expect(page.getByRole("heading", { name: "You are in Skerry now" })).toBeVisible();
  await expect(page.getByRole("banner")).toHaveCount(0);
  await page.getByRole("button", { name: `Back to ${OWNER.team}` }).click();
  await expect(page.getByRole("heading", { name: "two-tabs" })).toBeVisible();
  await expect(second.getByRole("heading", { name: `You are in ${OWNER.team} now` })).toBeVisible();
  await second.getByRole("link", { name: `Go on in ${OWNER.team}` }).click();
  await expect(second.getByRole("banner")).toContainText(OWNER.team);
});
