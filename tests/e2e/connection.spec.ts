import type { Page, Route, WebSocketRoute } from "@playwright/test";
import { expect, test } from "./product.ts";
import { Terminal } from "./terminal.ts";

/** The page's sockets whose address matches, to be cut and let through again. */
async function line(page: Page, address: RegExp) {
  let down = false;
  const open = new Set<WebSocketRoute>();
  await page.routeWebSocket(address, (socket) => {
    if (down) return socket.close({ code: 1012 });
    open.add(socket);
    socket.connectToServer();
  });
  return {
    async cut() {
      down = true;
      for (const socket of open) await socket.close({ code: 1012 });
      open.clear();
    },
    mend() {
      down = false;
    },
  };
}

test("what is typed while the connection is lost is held until its person sends it, and arrives once", async ({
  page,
  sandboxes,
}) => {
  const name = "lost-line";
  await sandboxes.launch(name);
  const wire = await line(page, /\/terminals\//);
  const terminal = new Terminal(page);
  await page.goto(`/sandboxes/${name}`);
  await terminal.ready();
  await terminal.run("echo line-is-up");
  await terminal.shows("line-is-up");

  await wire.cut();
  await expect(page.getByText("Connection lost.")).toBeVisible();
  await terminal.run("echo typed-$((1 + 1))-while-down");
  const held = page.getByRole("region", { name: "Held input" });
  await expect(held).toContainText("echo typed-$((1 + 1))-while-down⏎");
  await expect(held.getByRole("button", { name: "Send once connected" })).toBeDisabled();

  await page.getByRole("button", { name: "Retry now" }).click();
  await expect(page.getByText("Connection lost.")).toBeVisible();
  wire.mend();
  await expect(page.getByText("Connection lost.")).toBeHidden();
  await terminal.run("echo and-$((2 + 2))-after");
  await expect(held).toContainText("down⏎echo and-$((2 + 2))-after⏎");
  expect(await terminal.count("typed-2-while-down")).toBe(0);
  await held.getByRole("button", { name: "Send" }).click();
  await terminal.shows("and-4-after");
  await expect(held).toBeHidden();
  expect(await terminal.count("typed-2-while-down")).toBe(1);
  await page.keyboard.type("echo as-before\n");
  await terminal.shows(/as-before.*as-before/);
});

test("held input can be discarded, and goes out by itself for who prefers that", async ({
  page,
  sandboxes,
}) => {
  const name = "second-thoughts";
  await sandboxes.launch(name);
  const wire = await line(page, /\/terminals\//);
  const terminal = new Terminal(page);
  await page.goto(`/sandboxes/${name}`);
  await terminal.ready();
  await wire.cut();
  await expect(page.getByText("Connection lost.")).toBeVisible();
  await terminal.run("touch never-made");
  const held = page.getByRole("region", { name: "Held input" });
  await expect(held).toContainText("touch never-made⏎");
  await page.keyboard.press("Control+Shift+Backspace");
  await expect(held).toBeHidden();
  wire.mend();
  await expect(page.getByText("Connection lost.")).toBeHidden();
  await terminal.run("ls never-made; echo code-$?");
  await terminal.shows("code-2");

  await page.evaluate(() => localStorage.setItem("sandbar.terminal", JSON.stringify({ afterBreak: "send" })));
  await page.reload();
  await terminal.ready();
  await wire.cut();
  await expect(page.getByText("Connection lost.")).toBeVisible();
  await terminal.run("echo sent-$((3 * 3))-unasked");
  await expect(held).toContainText("sent-");
  wire.mend();
  await terminal.shows("sent-9-unasked");
  expect(await terminal.count("sent-9-unasked")).toBe(1);
  await expect(held).toBeHidden();
});

test("a page whose sandbox was deleted while it was cut off says so", async ({
  page,
  signedIn,
  sandboxes,
  baseURL,
}) => {
  const name = "gone-meanwhile";
  await sandboxes.launch(name);
  const wire = await line(page, /\/live\?/);
  await page.goto(`/sandboxes/${name}/details`);
  await expect(page.getByText("Running", { exact: true })).toBeVisible();
  await wire.cut();
  await expect(page.getByText("Sandbar can’t be reached.")).toBeVisible();
  const headers = { origin: baseURL ?? "", prefer: "wait=60" };
  const path = `/api/v1/sandboxes/${name}`;
  const data = { force: true, discard: true, confirm: name };
  expect((await signedIn.request.post(`${path}/teardown`, { data, headers })).ok()).toBe(true);
  expect((await signedIn.request.delete(`${path}?confirm=${name}`, { headers })).ok()).toBe(true);
  await expect(page.getByText("This sandbox has been deleted")).toBeVisible({ timeout: 20_000 });
  await expect(page.getByText("Sandbar can’t be reached.")).toBeHidden();
});

test("the list keeps its rows and says so while the server can't be reached", async ({
  page,
  signedIn,
  sandboxes,
}) => {
  const name = "far-shore";
  await sandboxes.launch(name);
  await page.goto("/");
  await expect(page.getByRole("link", { name })).toBeVisible();
  await signedIn.setOffline(true);
  await expect(page.getByText("Sandbar can’t be reached.")).toBeVisible();
  await expect(page.getByRole("link", { name })).toBeVisible();
  await signedIn.setOffline(false);
  await expect(page.getByText("Sandbar can’t be reached.")).toBeHidden();
});

test("a page that loads itself again keeps what it shows while the server can't be reached", async ({
  page,
  signedIn,
}) => {
  await page.clock.install();
  await page.goto("/settings/members");
  await page.getByLabel("Email").fill("half@typed");
  const title = page.getByRole("heading", { name: "Members" });
  let asked = 0;
  const down = (route: Route) => {
    asked += 1;
    return route.abort();
  };
  await page.route(/api\/v1\/me|\.data/, down);
  await expect(async () => {
    await page.clock.runFor(15_000);
    expect(asked).toBeGreaterThan(1);
  }).toPass();
  await expect(title).toBeVisible();
  await expect(page.getByLabel("Email")).toHaveValue("half@typed");
  await page.unroute(/api\/v1\/me|\.data/, down);
  const made = await signedIn.request.post("/api/v1/invites", {
    data: { role: "viewer", email: "later@example.com" },
    headers: { origin: new URL(page.url()).origin },
  });
  expect(made.ok(), await made.text()).toBe(true);
  await expect(async () => {
    await page.clock.runFor(15_000);
    await expect(page.getByText("later@example.com")).toBeVisible({ timeout: 1_000 });
  }).toPass();
  await expect(page.getByLabel("Email")).toHaveValue("half@typed");
});

test("a form that could not be sent stays as it was, and says that nobody knows whether it was done", async ({
  page,
}) => {
  for (const [status, name] of [
    [0, "off-the-line"],
    [502, "behind-a-proxy"],
  ] as const) {
    await page.goto("/settings/new-profile");
    await page.getByLabel("Name", { exact: true }).fill(name);
    await page.getByLabel("Description").fill("Typed with care");
    // Everything that the page asks its server for, not the sending alone.
    await page.route("**/*.data*", (route) =>
      status === 0 ? route.abort() : route.fulfill({ status, body: "<h1>Bad gateway</h1>" }),
    );
    await page.getByRole("button", { name: "Make profile" }).click();
    await expect(page.getByRole("alert")).toContainText("not known whether this was done");
    await expect(page.getByLabel("Description")).toHaveValue("Typed with care");
    await page.unrouteAll({ behavior: "wait" });
    await page.getByRole("button", { name: "Make profile" }).click();
    await expect(page.getByText(name, { exact: true })).toBeVisible();
  }
});

test("a page that a proxy answers for is not called missing, and can be tried again", async ({ page }) => {
  await page.goto("/settings/team");
  await page.route("**/*.data*", (route) => route.fulfill({ status: 502, body: "<h1>Bad gateway</h1>" }));
  await page.getByRole("link", { name: "Webhooks" }).click();
  await expect(page.getByRole("main")).toContainText("Sandbar can’t be reached.");
  await expect(page.getByRole("main")).not.toContainText("nothing at this address");
  await page.unrouteAll({ behavior: "wait" });
  await page.getByRole("link", { name: "Try again" }).click();
  await expect(page.getByRole("heading", { name: "Webhooks", exact: true })).toBeVisible();
});
