/** One's account in the browser: second factor, sessions, password. */
import type { Browser, BrowserContext, Page } from "@playwright/test";
import { totp } from "../../workers/testing/totp.ts";
import { axe } from "./axe.ts";
import { expect, test, withoutWebGl } from "./product.ts";
import { Terminal } from "./terminal.ts";

const PASSWORD = "the first password";

/** A new admin of the team, signed in. */
async function newPerson(
  browser: Browser,
  owner: BrowserContext,
  origin: string,
  email: string,
): Promise<{ context: BrowserContext; page: Page }> {
  const headers = { origin };
  const made = await owner.request.post(`${origin}/api/v1/invites`, { data: { role: "admin" }, headers });
  const context = await browser.newContext({ baseURL: origin });
  await withoutWebGl(context);
  const page = await context.newPage();
  await page.goto((await made.json()).url);
  await page.getByLabel("Your name").fill("Dee Anchor");
  await page.getByLabel("Email").fill(email);
  await page.getByLabel("Password").fill(PASSWORD);
  await page.getByRole("button", { name: "Make an account and join" }).click();
  await expect(page.getByRole("heading", { name: "Sandboxes", exact: true })).toBeVisible();
  return { context, page };
}

/** Another browser of the same person. */
async function signIn(browser: Browser, origin: string, email: string, password = PASSWORD) {
  const context = await browser.newContext({ baseURL: origin });
  await withoutWebGl(context);
  const page = await context.newPage();
  await page.goto("/sign-in?next=/settings/account");
  await page.getByLabel("Email").fill(email);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  return { context, page };
}

async function expectAccessible(page: Page, where: string) {
  const { violations } = await axe(page).analyze();
  expect(
    violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html.slice(0, 160)}`),
    where,
  ).toEqual([]);
}

const section = (page: Page, name: string) => page.getByRole("region", { name });

test("a second factor is turned on, asked for, and stood in for by a backup code", async ({
  browser,
  signedIn,
  baseURL,
}) => {
  const origin = baseURL ?? "";
  const email = "dee@example.com";
  const { context, page } = await newPerson(browser, signedIn, origin, email);
  await page.goto("/settings/account");
  const factor = section(page, "Second factor");
  await factor.getByLabel("Your password").fill("not the password");
  await factor.getByRole("button", { name: "Turn on" }).click();
  await expect(factor.getByRole("alert")).toContainText("This is not your password.");
  await factor.getByLabel("Your password").fill(PASSWORD);
  await factor.getByRole("button", { name: "Turn on" }).click();
  await expect(factor.getByRole("img", { name: /^QR code/ })).toBeVisible();
  await expectAccessible(page, "turning on");
  const secret = (await factor.getByRole("code").or(factor.locator("code")).first().textContent()) ?? "";
  await factor.getByLabel("Code").fill("000000");
  await factor.getByRole("button", { name: "Turn on" }).click();
  await expect(factor.getByRole("alert")).toContainText("This code is not right");
  await expect(factor.getByRole("img", { name: /^QR code/ })).toBeVisible();
  // The network fails: the key that the app has read stays, and the one form tells it.
  await page.route("**/*.data*", (route) => route.abort());
  await factor.getByRole("button", { name: "Turn on" }).click();
  await expect(page.getByRole("alert")).toHaveText(/can’t be reached/);
  await expect(factor.getByText(secret)).toBeVisible();
  await page.unrouteAll({ behavior: "wait" });
  await factor.getByLabel("Code").fill(totp(secret, Date.now()));
  await factor.getByRole("button", { name: "Turn on" }).click();
  await expect(factor).toContainText("The second factor is on.");
  const codes = await factor.getByRole("status").getByRole("listitem").allTextContents();
  expect(codes).toHaveLength(10);
  await expectAccessible(page, "backup codes");

  const other = await signIn(browser, origin, email);
  await expect(other.page.getByRole("heading", { name: "Second step" })).toBeVisible();
  await expectAccessible(other.page, "second step");
  await other.page.getByLabel("Code").fill("000000");
  await other.page.getByRole("button", { name: "Go on" }).click();
  await expect(other.page.getByRole("alert")).toContainText("This code is not right.");
  await other.page.getByLabel("Code").fill(codes[0] ?? "");
  await other.page.getByRole("button", { name: "Go on" }).click();
  await expect(other.page).toHaveURL(`${origin}/settings/account`);

  const there = section(other.page, "Second factor");
  await there.getByLabel("Your password").fill(PASSWORD);
  await there.getByRole("button", { name: "Turn off" }).click();
  await expect(there).toContainText("The second factor is off.");
  await other.context.close();
  await context.close();
});

test("a session that is ended elsewhere closes the terminal that is open by it, and the page says so", async ({
  browser,
  signedIn,
  baseURL,
  sandboxes,
}) => {
  const origin = baseURL ?? "";
  const email = "eve@example.com";
  await sandboxes.launch("anchorage");
  const first = await newPerson(browser, signedIn, origin, email);
  await first.page.goto("/sandboxes/anchorage");
  const terminal = new Terminal(first.page);
  await terminal.ready();

  const { page, context } = await signIn(browser, origin, email);
  const sessions = section(page, "Sessions");
  await expect(sessions.getByRole("listitem")).toHaveCount(2);
  await expectAccessible(page, "account");
  await sessions.getByRole("button", { name: /^End the session of Chrome/ }).click();
  await expect(sessions).toContainText("The session is ended.");
  await expect(sessions.getByRole("listitem")).toHaveCount(1);
  await expect(first.page.getByText(/You are signed out/).first()).toBeVisible();
  await first.page.goto("/");
  await expect(first.page).toHaveURL(`${origin}/sign-in`);
  await first.context.close();

  const password = section(page, "Password");
  await password.getByLabel("Current password").fill(PASSWORD);
  await password.getByLabel("New password").fill("the second password");
  await password.getByRole("button", { name: "Change password" }).click();
  await expect(password).toContainText("Your password is changed.");
  const third = await signIn(browser, origin, email, "the second password");
  await expect(third.page).toHaveURL(`${origin}/settings/account`);
  await section(third.page, "Sessions").getByRole("button", { name: "End all others" }).click();
  await expect(third.page.getByText("All other sessions are ended.")).toBeVisible();
  await page.goto("/settings/account");
  await expect(page).toHaveURL(/\/sign-in\?next=/);
  await third.context.close();
  await context.close();
});

test("a forgotten password: the same answer for everybody, and dead links say so", async ({
  browser,
  baseURL,
}) => {
  const context = await browser.newContext({ baseURL, javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto("/sign-in");
  await page.getByRole("link", { name: "Forgot password?" }).click();
  await page.getByLabel("Email").fill("nobody@example.com");
  await page.getByRole("button", { name: "Send the link" }).click();
  await expect(page.getByRole("heading", { name: "Look at your mail" })).toBeVisible();
  await expect(page.getByRole("status")).toContainText("finds the link in the server’s log");
  const gone = await page.goto(`/reset-password/${"a".repeat(43)}`);
  expect(gone?.status()).toBe(410);
  await expect(page.getByRole("alert")).toContainText("This link was used, has expired");
  await context.close();
});

for (const colorScheme of ["light", "dark"] as const) {
  test(`axe finds nothing on the way in, ${colorScheme}`, async ({ browser, baseURL }) => {
    const context = await browser.newContext({ baseURL, colorScheme });
    const page = await context.newPage();
    for (const path of ["/sign-in", "/reset-password", "/reset-password/wrong", "/sign-in/oidc/callback"]) {
      await page.goto(path);
      await expectAccessible(page, path);
    }
    await context.close();
  });
}
