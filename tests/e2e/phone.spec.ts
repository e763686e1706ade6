import { expect, test } from "./product.ts";
import { Terminal } from "./terminal.ts";

test.use({ viewport: { width: 360, height: 740 }, hasTouch: true });

const PAGES = [
  "/",
  "/launch",
  "/settings",
  "/settings/tokens",
  "/settings/members",
  "/settings/team",
  "/settings/engine",
  "/settings/policy",
  "/settings/profiles",
  "/settings/profiles/medium",
  "/shortcuts",
  "/nothing-here",
];
const TABS = ["", "/timeline", "/checkpoints", "/exports", "/details", "/teardown", "/fork"];

test("nothing is wider than a phone, and the key bar types", async ({
  page,
  signedIn,
  sandboxes,
  baseURL,
}) => {
  const name = "small-screen";
  await sandboxes.launch(name, { template: "node" });
  const post = async (path: string, data: object) => {
    const headers = { origin: baseURL ?? "", prefer: "wait=60" };
    const answer = await signedIn.request.post(`/api/v1/sandboxes/${name}${path}`, { data, headers });
    return (await answer.json()) as { export_id?: string };
  };
  await post("/checkpoints", {});
  const { export_id } = await post("/exports", { kind: "patch" });
  const tabs = [...TABS, `/exports/${export_id}`];
  for (const path of [...PAGES, ...tabs.map((tab) => `/sandboxes/${name}${tab}`)]) {
    await page.goto(path);
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(overflow, path).toBeLessThanOrEqual(0);
  }
  await page.goto(`/sandboxes/${name}`);
  const terminal = new Terminal(page);
  await terminal.ready();
  await terminal.run("cat");
  await page.getByRole("button", { name: "Ctrl", exact: true }).tap();
  await page.getByRole("button", { name: "Control C" }).tap();
  await terminal.shows("^C");
});
