import type { Browser, BrowserContext } from "@playwright/test";
import { expect, test, withoutWebGl } from "./product.ts";
import { Terminal } from "./terminal.ts";

/** An account of the team, joined by an invite, in a browser of its own. */
async function member(browser: Browser, owner: BrowserContext, baseURL: string | undefined, name: string) {
  const made = await owner.request.post("/api/v1/invites", {
    data: { role: "admin" },
    headers: { origin: baseURL ?? "" },
  });
  const { url } = (await made.json()) as { url: string };
  const context = await browser.newContext({ baseURL });
  await withoutWebGl(context);
  const page = await context.newPage();
  await page.goto(new URL(url).pathname);
  await page.getByLabel("Your name").fill(name);
  await page.getByLabel("Email").fill(`${name.toLowerCase()}@example.com`);
  await page.getByLabel("Password").fill("a-long-password");
  await page.getByRole("button", { name: "Make an account and join" }).click();
  await expect(page.getByRole("heading", { name: "Sandboxes", exact: true })).toBeVisible();
  return { context, page };
}

test("who may only look from now on sees it without a reload; who may not even look is told why", async ({
  page,
  signedIn,
  sandboxes,
  browser,
  baseURL,
}) => {
  test.setTimeout(90_000);
  const name = "turning-tide";
  await sandboxes.launch(name);
  await page.goto(`/sandboxes/${name}`);
  const here = new Terminal(page);
  await here.ready();
  const fay = await member(browser, signedIn, baseURL, "Fay");
  await fay.page.goto(page.url());
  const there = new Terminal(fay.page);
  await there.ready();
  await there.run("echo by-$((2 * 4))-fay");
  await here.shows("by-8-fay");

  const headers = { origin: baseURL ?? "" };
  const { items } = (await (await signedIn.request.get("/api/v1/members")).json()) as {
    items: { user_id: string; name: string }[];
  };
  const user_id = items.find((one) => one.name === "Fay")?.user_id;
  await signedIn.request.patch(`/api/v1/members/${user_id}`, { data: { role: "viewer" }, headers });
  await expect(fay.page.getByText("Read only", { exact: true })).toBeVisible();
  await expect(fay.page.getByRole("button", { name: "Open another shell" })).toHaveCount(0);
  await expect(fay.page.getByRole("link", { name: "Sharing" })).toHaveCount(0);
  await expect(fay.page.getByText("Connected", { exact: true })).toBeVisible();
  await there.run("echo by-$((3 * 5))-fay");
  await here.run("echo then-$((3 * 6))");
  await there.shows("then-18");
  expect(await there.count("by-15-fay")).toBe(0);

  const data = { visibility: "private" };
  const hidden = await signedIn.request.patch(`/api/v1/sandboxes/${name}`, { data, headers });
  expect(hidden.ok(), await hidden.text()).toBe(true);
  await expect(
    fay.page.getByText("This sandbox is no longer shown to you: the sandbox is private now."),
  ).toHaveCount(2);
  await expect(there.rows).toContainText("then-18");
  // Its owner goes on.
  await here.run("echo on-$((7 * 7))");
  await here.shows("on-49");
  await fay.context.close();
});

test("a session that is ended elsewhere ends its open pages, and says how to go on", async ({
  signedIn,
  sandboxes,
  browser,
  baseURL,
}) => {
  test.setTimeout(90_000);
  const name = "left-open";
  await sandboxes.launch(name);
  const gus = await member(browser, signedIn, baseURL, "Gus");
  await gus.page.goto(`/sandboxes/${name}`);
  const terminal = new Terminal(gus.page);
  await terminal.ready();
  const elsewhere = await browser.newContext({ baseURL });
  const other = await elsewhere.newPage();
  await other.goto("/sign-in");
  await other.getByLabel("Email").fill("gus@example.com");
  await other.getByLabel("Password").fill("a-long-password");
  await other.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(other.getByRole("heading", { name: "Sandboxes", exact: true })).toBeVisible();
  await other.goto("/settings/account");
  await other.getByRole("button", { name: "End all others" }).click();
  await expect(
    gus.page.getByText(/^You are signed out: all other sessions were ended\./).first(),
  ).toBeVisible();
  await gus.page.getByRole("link", { name: "Sign in again" }).click();
  await expect(gus.page).toHaveURL(/\/sign-in\?next=/);
  await gus.context.close();
  await elsewhere.close();
});

test("before a token is revoked one reads which tokens end with it, and afterwards which did", async ({
  page,
  signedIn,
  baseURL,
}) => {
  const made = async (name: string, headers: Record<string, string>): Promise<string> => {
    const reply = await signedIn.request.post("/api/v1/tokens", {
      data: { name, scopes: ["admin"] },
      headers,
    });
    return ((await reply.json()) as { token: string }).token;
  };
  const first = await made("first of a line", { origin: baseURL ?? "" });
  const second = await made("second of a line", { authorization: `Bearer ${first}` });
  await made("third of a line", { authorization: `Bearer ${second}` });
  await page.goto("/settings/tokens");
  await expect(page.getByText("made with the token second of a line")).toBeVisible();
  await page.getByRole("button", { name: "Revoke… first of a line" }).click();
  await expect(
    page.getByText("So do 2 tokens that it made: second of a line, third of a line."),
  ).toBeVisible();
  await page.getByRole("button", { name: "Revoke first of a line", exact: true }).click();
  const told = page.getByRole("status").filter({ hasText: "The token is revoked." });
  await expect(told).toContainText("second of a line");
  await expect(page.getByRole("button", { name: "Revoke… third of a line" })).toHaveCount(0);
});
