import type { WebSocketRoute } from "@playwright/test";
import { expect, test } from "./product.ts";
import { Terminal } from "./terminal.ts";

test("what is typed while the connection is lost arrives once, when it is back", async ({
  page,
  sandboxes,
}) => {
  const name = "lost-line";
  await sandboxes.launch(name);
  let down = false;
  const open = new Set<WebSocketRoute>();
  await page.routeWebSocket(/\/terminals\//, (socket) => {
    if (down) return socket.close({ code: 1012 });
    open.add(socket);
    socket.connectToServer();
  });
  const terminal = new Terminal(page);
  await page.goto(`/sandboxes/${name}`);
  await terminal.ready();
  await terminal.run("echo line-is-up");
  await terminal.shows("line-is-up");

  down = true;
  for (const socket of open) await socket.close({ code: 1012 });
  await expect(page.getByText("Connection lost.")).toBeVisible();
  await terminal.run("echo typed-$((1 + 1))-while-down");
  await expect(page.getByText("What you typed is held.")).toBeVisible();

  await page.getByRole("button", { name: "Retry now" }).click();
  await expect(page.getByText("Connection lost.")).toBeVisible();
  down = false;
  await terminal.shows("typed-2-while-down");
  await expect(page.getByText("Connection lost.")).toBeHidden();
  expect(await terminal.count("typed-2-while-down")).toBe(1);
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
