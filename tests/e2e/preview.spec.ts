import type { BrowserContext, Page } from "@playwright/test";
import { expect, OWNER, test } from "./product.ts";
import { Terminal } from "./terminal.ts";

/** The dashboard's, which playwright.config.ts sets. */
function own(baseURL: string | undefined): string {
  if (baseURL === undefined) throw new Error("baseURL is not set");
  return baseURL;
}

/** Puts a page into the sandbox's workspace. */
async function put(context: BrowserContext, origin: string, name: string, html: string): Promise<void> {
  const path = `/api/v1/sandboxes/${name}/files/index.html`;
  const answer = await context.request.put(path, { data: html, headers: { origin } });
  expect(answer.ok(), await answer.text()).toBe(true);
}

/** Serves the workspace, as a person does who types it. */
async function serve(context: BrowserContext, origin: string, name: string, port: number): Promise<void> {
  const argv = ["sh", "-c", `setsid python3 -m http.server ${port} >/dev/null 2>&1 &`];
  const path = `/api/v1/sandboxes/${name}/exec`;
  const answer = await context.request.post(path, { data: { argv }, headers: { origin } });
  expect(await answer.json()).toMatchObject({ exit_code: 0 });
}

function previewOf(baseURL: string, port: number, name: string): string {
  return `http://${port}--${name}.localhost:${new URL(baseURL).port}`;
}

test("a port waits for its program, shows it on an origin of its own, and is listed", async ({
  page,
  signedIn,
  sandboxes,
  baseURL,
}) => {
  const name = "shown-port";
  const app = own(baseURL);
  await sandboxes.launch(name);
  await put(signedIn, app, name, "<title>Mine</title><h1>Hello from inside</h1>");
  await page.goto(`/sandboxes/${name}/ports`);
  await expect(page.getByText("No program listens on a port")).toBeVisible();

  const opened = await signedIn.newPage();
  await opened.goto(`/sandboxes/${name}/ports/8000/open?path=/index.html?x=1`);
  await expect(
    opened.getByRole("heading", { name: `Nothing listens on port 8000 in ${name}` }),
  ).toBeVisible();
  await serve(signedIn, app, name, 8000);
  await expect(opened.getByRole("heading", { name: "Hello from inside" })).toBeVisible({ timeout: 20_000 });
  expect(opened.url()).toBe(`${previewOf(app, 8000, name)}/index.html?x=1`);
  await opened.close();

  const listed = page.getByRole("listitem").filter({ hasText: "8000" });
  await expect(listed).toContainText("python3");
  const popup = page.waitForEvent("popup");
  await page.getByRole("link", { name: "Open port 8000 in a new tab" }).click();
  const tab = await popup;
  await expect(tab.getByRole("heading", { name: "Hello from inside" })).toBeVisible();
  expect(await tab.evaluate("window.opener")).toBeNull();
});

test("an address of the machine itself in a terminal opens the preview of that port", async ({
  page,
  signedIn,
  sandboxes,
  baseURL,
}) => {
  const name = "linked-port";
  const app = own(baseURL);
  await sandboxes.launch(name);
  await put(signedIn, app, name, "<h1>Reached by a link</h1>");
  await serve(signedIn, app, name, 8000);
  const terminal = new Terminal(page);
  await page.goto(`/sandboxes/${name}`);
  await terminal.ready();
  await terminal.run("clear; printf '%s\\n' http://127.0.0.1:8000/index.html?from=terminal");
  const line = page.locator(".xterm-rows > div", { hasText: /^http:/ });
  await expect(line).toBeVisible();
  const popup = page.waitForEvent("popup");
  // The pointer is the terminal's, which lies above its rows.
  const box = await line.boundingBox();
  if (!box) throw new Error("the line is not shown");
  const [x, y] = [box.x + 60, box.y + box.height / 2];
  await page.mouse.move(x, y);
  await expect(page.locator(".xterm-cursor-pointer")).toBeVisible();
  await page.mouse.click(x, y);
  const tab = await popup;
  await expect(tab.getByRole("heading", { name: "Reached by a link" })).toBeVisible({ timeout: 20_000 });
  expect(tab.url()).toBe(`${previewOf(app, 8000, name)}/index.html?from=terminal`);
  expect(await tab.evaluate("window.opener")).toBeNull();
});

test("without JavaScript a sign-in leads to the port too", async ({ browser, sandboxes, baseURL }) => {
  const name = "plain-port";
  await sandboxes.launch(name);
  const stranger = await browser.newContext({ baseURL, javaScriptEnabled: false });
  const page = await stranger.newPage();
  await page.goto(`/sandboxes/${name}/ports/8000/open?path=${encodeURIComponent('/a?b="c"&d')}`);
  await page.getByLabel("Email").fill(OWNER.email);
  await page.getByLabel("Password").fill(OWNER.password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("heading", { name: `Nothing listens on port 8000 in ${name}` })).toBeVisible();
  expect(page.url()).toBe(`${previewOf(own(baseURL), 8000, name)}/a?b=%22c%22&d`);
  await stranger.close();
});

test("somebody who is not signed in sees where to open it, and comes back to the same path", async ({
  browser,
  sandboxes,
  baseURL,
}) => {
  const name = "closed-port";
  const app = own(baseURL);
  await sandboxes.launch(name);
  const stranger = await browser.newContext({ baseURL });
  const page = await stranger.newPage();
  await page.goto(`${previewOf(app, 8000, name)}/a/b?c=d`);
  const link = page.getByRole("link", { name: `Open port 8000 of ${name}` });
  await expect(link).toBeVisible();
  await link.click();
  await expect(page).toHaveURL(/\/sign-in\?next=.*ports%2F8000%2Fopen/);
  await page.getByLabel("Email").fill(OWNER.email);
  await page.getByLabel("Password").fill(OWNER.password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("heading", { name: `Nothing listens on port 8000 in ${name}` })).toBeVisible();
  expect(page.url()).toBe(`${previewOf(app, 8000, name)}/a/b?c=d`);
  const cookies = await stranger.cookies(page.url());
  expect(cookies).toMatchObject([{ name: "__sandbar_preview", httpOnly: true, sameSite: "Lax" }]);

  // Signing out of the dashboard closes it.
  await page.goto(`${app}/`);
  await page.getByRole("button", { name: /^Menu of/ }).click();
  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(page.getByRole("button", { name: "Sign in" })).toBeVisible();
  await page.goto(`${previewOf(app, 8000, name)}/`);
  await expect(async () => {
    await page.reload();
    await expect(link).toBeVisible({ timeout: 1_000 });
  }).toPass({ timeout: 30_000 });
  await stranger.close();
});

/**
 * What a page can do to the dashboard and to another preview with its visitor's cookies. Runs in the browser; each
 * attempt answers what it got, or how it failed.
 */
async function attempts({ app, other, name }: { app: string; other: string; name: string }) {
  const tell = async (work: () => Promise<unknown>) => {
    try {
      return await work();
    } catch (error) {
      return `failed: ${(error as Error).name}`;
    }
  };
  const read = (url: string, init: RequestInit = {}) =>
    tell(async () => {
      const answer = await fetch(url, { credentials: "include", ...init });
      return `${answer.status} ${answer.type}`;
    });
  const socket = (url: string) =>
    new Promise((resolve) => {
      const connection = new WebSocket(url);
      connection.onopen = () => resolve("opened");
      connection.onerror = () => resolve("refused");
    });
  const frame = () =>
    new Promise((resolve) => {
      const element = document.createElement("iframe");
      element.src = app;
      element.onload = () => tell(async () => element.contentDocument?.title ?? "nothing").then(resolve);
      document.body.append(element);
    });
  const json = { "content-type": "application/json" };
  const ws = app.replace("http", "ws");
  return {
    cookies: document.cookie,
    me: await read(`${app}/api/v1/me`),
    policy: await read(`${app}/api/v1/policy`, { method: "PATCH", headers: json, body: "{}" }),
    save: await read(`${app}/api/v1/sandboxes/${name}/checkpoints`, { method: "POST", mode: "no-cors" }),
    live: await socket(`${ws}/api/v1/sandboxes/${name}/live?after=0`),
    framed: await frame(),
    other: await read(`${other}/index.html`),
  };
}

test("a hostile page in a preview neither reads the session nor acts with it; our own page can do both", async ({
  page,
  signedIn,
  sandboxes,
  baseURL,
}) => {
  const [name, victim] = ["hostile-port", "victim-port"];
  const app = own(baseURL);
  await sandboxes.launch(name);
  await sandboxes.launch(victim);
  for (const sandbox of [name, victim]) {
    await put(signedIn, app, sandbox, `<title>${sandbox}</title><h1>${sandbox}</h1>`);
    await serve(signedIn, app, sandbox, 8000);
  }
  // The victim's preview is open in this browser too.
  await open(page, victim);
  await open(page, name);
  const origin = previewOf(app, 8000, name);
  expect(new URL(page.url()).origin).toBe(origin);

  for (const tried of [app, app.replace("127.0.0.1", "localhost")]) {
    const input = { app: tried, other: previewOf(app, 8000, victim), name };
    expect(await page.evaluate(attempts, input), tried).toEqual({
      cookies: "",
      me: "failed: TypeError",
      policy: "failed: TypeError",
      save: "failed: TypeError",
      live: "refused",
      framed: expect.not.stringContaining("Sandbar"),
      other: "failed: TypeError",
    });
  }
  // That its answer can't be read does not mean that it did nothing.
  const saved = async () => {
    const answer = await signedIn.request.get(`/api/v1/sandboxes/${name}/checkpoints`);
    return ((await answer.json()) as { items: unknown[] }).items.length;
  };
  expect(await saved()).toBe(0);
  // By a form, which is a navigation.
  await page.evaluate((action) => {
    const form = Object.assign(document.createElement("form"), { method: "post", action });
    document.body.append(form);
    form.submit();
  }, `${app}/sign-out`);
  await expect(page.getByText("foreign_origin")).toBeVisible();

  await page.goto("/");
  const control = { app, other: app, name };
  expect(await page.evaluate(attempts, control)).toMatchObject({
    me: "200 basic",
    policy: "200 basic",
    save: "202 basic",
    live: "opened",
  });
  await expect.poll(saved).toBe(1);
});

async function open(page: Page, name: string): Promise<void> {
  await page.goto(`/sandboxes/${name}/ports/8000/open`);
  await expect(page.getByRole("heading", { name })).toBeVisible({ timeout: 20_000 });
}
