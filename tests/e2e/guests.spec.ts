import { expect, test } from "./product.ts";
import { join, revoke, shareLink, stranger } from "./share-links.ts";
import { Terminal } from "./terminal.ts";

test("a member shares, a guest joins, both type and see each other; taken back, the guest is out at once", async ({
  page,
  signedIn,
  sandboxes,
  browser,
  baseURL,
}) => {
  test.setTimeout(120_000);
  const name = "open-pier";
  await sandboxes.launch(name);
  await page.goto(`/sandboxes/${name}`);
  const here = new Terminal(page);
  await here.ready();

  const link = await shareLink(signedIn, baseURL, name, { label: "Pairing" });
  const watching = await shareLink(signedIn, baseURL, name, { role: "view", parts: ["terminal"] });
  const guest = await stranger(browser, { baseURL });
  const asked: string[] = [];
  guest.page.on("request", (request) => asked.push(new URL(request.url()).pathname));
  guest.page.on("websocket", (socket) => asked.push(new URL(socket.url()).pathname));

  await test.step("the link says what it gives, and its secret leaves the address", async () => {
    await guest.page.goto(link.path);
    await expect(
      guest.page.getByRole("heading", { name: `Ada Marsh shares ${name} with you` }),
    ).toBeVisible();
    await expect(guest.page.getByText("You may watch its terminals and type in them.")).toBeVisible();
    await join(guest.page, link, "Bob Guest");
    await expect(guest.page).toHaveURL(new RegExp(`/shared/${link.share_id}/terminals/`));
    await guest.page.goBack();
    expect(guest.page.url()).toBe("about:blank");
    await guest.page.goto(`/shared/${link.share_id}`);
  });

  const there = new Terminal(guest.page);
  await test.step("both type in one terminal and see each other's names", async () => {
    await there.ready();
    await here.run("echo from-$((3 * 3))-here");
    await there.shows("from-9-here");
    await there.run("echo from-$((4 * 4))-guest");
    await here.shows("from-16-guest");
    await expect(page.getByRole("list", { name: "In this terminal" })).toContainText(
      "Bob Guest, guest, driving",
    );
    await expect(guest.page.getByRole("list", { name: "In this terminal" })).toContainText("Ada Marsh");
    await expect(guest.page.getByText("you may type")).toBeVisible();
    await expect(guest.page.getByRole("button", { name: "Open another shell" })).toHaveCount(0);
  });

  await test.step("a guest who may only watch can't type", async () => {
    const watcher = await stranger(browser, { baseURL });
    await join(watcher.page, watching, "Cy");
    const seen = new Terminal(watcher.page);
    await seen.ready();
    await expect(watcher.page.getByText("Read only", { exact: true }).first()).toBeVisible();
    await expect(watcher.page.getByRole("link", { name: "Timeline" })).toHaveCount(0);
    await seen.run("echo typed-$((5 * 5))");
    await here.run("echo after-$((6 * 6))");
    await seen.shows("after-36");
    expect(await seen.count("typed-25")).toBe(0);
    expect((await watcher.page.goto(`/shared/${watching.share_id}/timeline`))?.status()).toBe(403);
    await watcher.context.close();
  });

  await test.step("the Sharing tab shows who is in, and takes the link back", async () => {
    await page.goto(`/sandboxes/${name}/sharing`);
    const row = page
      .getByRole("list", { name: "Share links" })
      .getByRole("listitem")
      .filter({ hasText: "Pairing" });
    await expect(row.first()).toContainText("Bob Guest");
    await expect(row.first()).toContainText("in now, may type");
    await there.run("stty -icanon; cat > typed.txt");
    await there.focus();
    await page.getByRole("button", { name: "Revoke… Pairing" }).click();
    await expect(page.getByText("Bob Guest is cut off at once.")).toBeVisible();
    const typing = guest.page.keyboard.type("x".repeat(300), { delay: 5 });
    await expect.poll(() => there.count("xx")).toBeGreaterThan(0);
    await page.getByRole("button", { name: "Revoke Pairing" }).click();
    await expect(guest.page.getByRole("heading", { name: "This link was taken back" })).toBeVisible();
    const then = asked.length;
    await typing;
    await expect(page.getByText("Ended links (1)")).toBeVisible();
    // What was shown stays to be read, and nothing asks again.
    await expect(there.rows).toContainText("from-16-guest");
    await expect(guest.page.getByRole("button", { name: "Leave" })).toHaveCount(0);
    await page.goto(`/sandboxes/${name}`);
    await here.ready();
    await here.interrupt();
    const length = async (when: string) => {
      await here.run(`clear; wc -c < typed.txt | sed 's/^/${when}=/;s/$/./'`);
      await here.shows(new RegExp(`${when}=\\d+\\.`));
      return new RegExp(`${when}=(\\d+)\\.`).exec((await here.rows.textContent()) ?? "")?.[1];
    };
    const arrived = await length("then");
    await guest.page.keyboard.type("y".repeat(50));
    expect(await length("later")).toBe(arrived);
    expect(asked.slice(then)).toEqual([]);
  });

  const mine = new RegExp(
    `^/(s/|shared/|api/v1/shared(/${link.share_id}|$)|assets/|__manifest|sandbar-icon)`,
  );
  expect(asked.filter((path) => !mine.test(path))).toEqual([]);
  expect((await guest.page.goto(`/shared/${link.share_id}`))?.status()).toBe(410);
  await expect(guest.page.getByRole("heading", { name: "This link was taken back" })).toBeVisible();
  await guest.context.close();
});

test("a link asks for its password, lets in so many, and is told apart from one that never was", async ({
  signedIn,
  sandboxes,
  browser,
  baseURL,
}) => {
  const name = "narrow-gate";
  await sandboxes.launch(name);
  const link = await shareLink(signedIn, baseURL, name, { password: "tide and moon", max_uses: 1 });
  const first = await stranger(browser, { baseURL, javaScriptEnabled: false });
  await first.page.goto(link.path);
  await first.page.getByLabel("Your name").fill("Di");
  await first.page.getByLabel("Password of the link").fill("moon and tide");
  await first.page.getByRole("button", { name: "Join" }).click();
  await expect(first.page.getByRole("alert")).toContainText("not this link's password");
  await expect(first.page.getByLabel("Your name")).toHaveValue("Di");
  await first.page.getByLabel("Password of the link").fill("tide and moon");
  await first.page.getByRole("button", { name: "Join" }).click();
  await expect(first.page.getByRole("heading", { name })).toBeVisible();
  expect(new URL(first.page.url()).pathname).toBe(`/shared/${link.share_id}`);

  const second = await stranger(browser, { baseURL });
  expect((await second.page.goto(link.path))?.status()).toBe(410);
  await expect(second.page.getByRole("heading", { name: "This link is full" })).toBeVisible();
  const missing = await second.page.goto("/s/there-is-no-such-token");
  expect(missing?.status()).toBe(404);
  expect(missing?.headers()).toMatchObject({
    "referrer-policy": "no-referrer",
    "x-robots-tag": "noindex, nofollow",
  });
  await expect(second.page.getByRole("heading", { name: "There is no such link" })).toBeVisible();
  expect((await second.page.goto(`/shared/${link.share_id}`))?.status()).toBe(401);

  // Whoever is in already is not let in again: the link leads on.
  await first.page.goto(link.path);
  await expect(first.page).toHaveURL(`/shared/${link.share_id}`);
  await first.page.getByRole("button", { name: "Leave" }).click();
  await expect(first.page.getByRole("heading", { name: "You are not in" })).toBeVisible();
  await first.context.close();
  await second.context.close();
});

test("a guest sees no more of the members than their names, and of the sandbox what was shared", async ({
  signedIn,
  sandboxes,
  browser,
  baseURL,
}) => {
  const name = "plain-shore";
  await sandboxes.launch(name);
  const link = await shareLink(signedIn, baseURL, name, { role: "view", parts: ["timeline"] });
  const { context, page } = await stranger(browser, { baseURL });
  await join(page, link, "Eve");
  await expect(page).toHaveURL(`/shared/${link.share_id}/timeline`);
  await expect(page.getByRole("log", { name: "Timeline" })).toContainText("Ada Marsh launched it");
  await expect(page.getByRole("link", { name: "Terminal" })).toHaveCount(0);
  await expect(page.getByRole("link", { name: "Download" })).toHaveCount(0);
  const html = await (await context.request.get(`/shared/${link.share_id}/timeline`)).text();
  expect(html).toContain("Shared by");
  expect(html).not.toContain("@");
  expect((await context.request.get(`/api/v1/sandboxes/${name}`)).status()).toBe(401);
  await page.goto(`/sandboxes/${name}`);
  await expect(page).toHaveURL(/\/sign-in/);
  await revoke(signedIn, baseURL, name, link);
  await context.close();
});
