import type { Page } from "@playwright/test";
import { axe } from "./axe.ts";
import { expect, test } from "./product.ts";

const NAME = "plain-view";
const PAGES = ["/", "/?q=nothing-at-all", "/launch", "/settings", "/settings/tokens"]
  .concat(["/settings/members", "/settings/team"])
  .concat(["/settings/usage", "/settings/account"])
  .concat(["/settings/engine", "/settings/reconciliation", "/shortcuts", "/nothing-here"])
  .concat(["/settings/audit", "/settings/audit?q=nothing-at-all", "/docs/api", "/docs/api/sandboxes"])
  .concat(["/settings/policy", "/settings/profiles", "/settings/profiles/medium", "/settings/new-profile"])
  .concat(
    ["", "/timeline", "/ports", "/checkpoints", "/exports", "/details", "/teardown"].map(
      (tab) => `/sandboxes/${NAME}${tab}`,
    ),
  );

// Long ones: each worker may take one.
test.describe.configure({ mode: "parallel" });

async function expectNoViolations(page: Page, where: string) {
  const { violations, passes } = await axe(page).analyze();
  expect(passes.length, `${where} was looked at`).toBeGreaterThan(5);
  const found = violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(" | ")}`,
  );
  expect(found, where).toEqual([]);
}

for (const colorScheme of ["light", "dark"] as const) {
  test.describe(colorScheme, () => {
    test.use({ contextOptions: { colorScheme, reducedMotion: "reduce" } });

    test("axe finds nothing on any page", async ({ page, sandboxes }) => {
      test.setTimeout(300_000);
      await sandboxes.launch(NAME, { template: "node" });
      for (const path of PAGES) {
        await page.goto(path);
        if (path === `/sandboxes/${NAME}`)
          await expect(page.getByText("Connected", { exact: true })).toBeVisible();
        await expectNoViolations(page, path);
      }
      await page.goto("/");
      await page.getByRole("button", { name: /^Menu of/ }).click();
      await expectNoViolations(page, "menu");
      await page.keyboard.press("Escape");
      await page.keyboard.press("Control+k");
      await page.getByPlaceholder("Search sandboxes and pages").waitFor();
      await expectNoViolations(page, "palette");
      await page.goto("/settings/policy");
      await page.getByLabel("Idle time", { exact: true }).fill("9");
      await page.getByRole("link", { name: NAME }).waitFor();
      await page.getByRole("button", { name: "Save", exact: true }).click();
      await page.getByRole("heading", { name: /touched within the hour/ }).waitFor();
      await expectNoViolations(page, "policy to be confirmed");
      await page.goto(`/sandboxes/${NAME}/details`);
      await page.getByRole("link", { name: "Tear down" }).click();
      await page.getByRole("dialog").waitFor();
      await page.getByText("Do not save first…").click();
      await page.getByLabel("Discard everything").check();
      await expectNoViolations(page, "teardown dialog");
    });

    test("axe finds nothing on what a sandbox keeps, warns of and ends with", async ({
      page,
      signedIn,
      sandboxes,
      baseURL,
    }) => {
      test.setTimeout(300_000);
      const name = `kept-view-${colorScheme}`;
      const here = `/sandboxes/${name}`;
      const post = async (path: string, data: object) => {
        const headers = { origin: baseURL ?? "", prefer: "wait=60" };
        const answer = await signedIn.request.post(`/api/v1${here}${path}`, { data, headers });
        expect(answer.ok(), `${path}: ${await answer.text()}`).toBe(true);
        return (await answer.json()) as { export_id?: string };
      };
      await sandboxes.launch(name, { template: "node", idle_timeout_minutes: 1 });
      await post("/keep-alive", { minutes: 4 });
      await page.goto(`${here}/details`);
      await expect(page.getByText(/^Saved and archived in/)).toBeVisible();
      await expectNoViolations(page, "warned");
      await post("/keep-alive", { minutes: 60 });
      await post("/checkpoints", {});
      await post("/checkpoints", {});
      const { export_id } = await post("/exports", { kind: "patch" });
      await page.goto(`${here}/exports/${export_id}`);
      await expect(page.locator(".diff .token").first()).toBeVisible();
      await expectNoViolations(page, "patch");
      await page.goto(`${here}/fork`);
      await expectNoViolations(page, "fork");
      await page.getByRole("button", { name: /why, and what can be done/ }).click();
      await expectNoViolations(page, "countdown");
      await page.goto(`${here}/checkpoints`);
      await page.getByRole("button", { name: /^Delete… / }).click();
      await expectNoViolations(page, "delete a checkpoint");
      await page.keyboard.press("Escape");
      await page
        .getByRole("link", { name: /^Fork… / })
        .first()
        .click();
      await page.getByRole("dialog").getByLabel("Name", { exact: true }).waitFor();
      await expectNoViolations(page, "fork dialog");
      await post("/teardown", { force: true });
      await page.goto(`${here}/checkpoints`);
      await page.getByText("Delete it for good…").click();
      await expectNoViolations(page, "archive");
    });

    test("axe finds nothing on the doors", async ({ browser, baseURL }) => {
      const context = await browser.newContext({ baseURL, colorScheme });
      const page = await context.newPage();
      await page.goto("/sign-in");
      await expectNoViolations(page, "/sign-in");
      await page.getByLabel("Email").fill("nobody@example.com");
      await page.getByLabel("Password").fill("not-the-password");
      await page.getByRole("button", { name: "Sign in" }).click();
      await expect(page.getByRole("alert")).toContainText("The address or the password is wrong.");
      await expectNoViolations(page, "/sign-in refused");
      await context.close();
    });
  });
}
