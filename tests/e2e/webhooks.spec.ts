import type { Page } from "@playwright/test";
import { type Receiver, startReceiver } from "../webhook-receiver.ts";
import { axe } from "./axe.ts";
import { expect, test } from "./product.ts";

let receiver: Receiver;
test.beforeAll(async () => {
  receiver = await startReceiver();
});
test.afterAll(() => receiver.close());

const endpoint = (key: string) => `http://localhost:${receiver.port}/hooks/${key}`;
const answering = (key: string, list: string) =>
  fetch(`http://127.0.0.1:${receiver.port}/manners?key=${key}&list=${list}`, { method: "PUT" });

async function expectNoViolations(page: Page): Promise<void> {
  const { violations } = await axe(page).analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" | ")}`)).toEqual(
    [],
  );
}

test("a webhook is made, tested, looked into, replayed, rotated, disabled and deleted", async ({ page }) => {
  await answering("hand", "500,200");
  await page.goto("/settings/webhooks");
  await expect(page.getByRole("heading", { name: "No webhooks" })).toBeVisible();
  await expectNoViolations(page);
  await page.getByLabel("URL").fill("https://169.254.169.254/latest");
  await page.getByRole("button", { name: "Make webhook" }).click();
  await expect(page.getByText("private or local network").first()).toBeVisible();
  await page.getByLabel("URL").fill(endpoint("hand"));
  await page.getByLabel("Description").fill("By hand");
  await page.getByRole("button", { name: "Make webhook" }).click();
  await expect(page.getByLabel("The secret")).toHaveValue(/^whsec_/);
  await page.reload();
  await expect(page.getByLabel("The secret")).toHaveCount(0);

  await page.getByRole("link", { name: "By hand" }).click();
  await page.getByRole("button", { name: "Send test" }).click();
  const delivery = page.getByRole("listitem").filter({ hasText: "webhook.test" });
  await delivery.getByRole("link", { name: /webhook\.test/ }).click();
  // The second attempt comes by itself while the page is open.
  await expect(page.getByText("Attempt 2: answered 200")).toBeVisible({ timeout: 20_000 });
  await expect(page.getByText("Attempt 1: The endpoint answered 500")).toBeVisible();
  await expectNoViolations(page);
  await page.getByRole("button", { name: "Replay" }).click();
  await expect(page.getByText("sent again")).toBeVisible();
  await page.getByRole("link", { name: "Failed only" }).click();
  await expect(page.getByRole("heading", { name: "Nothing failed" })).toBeVisible();

  await page.getByText("Rotate secret…").click();
  await page.getByRole("button", { name: "Rotate secret now" }).click();
  await expect(page.getByLabel("The secret")).toHaveValue(/^whsec_/);
  await page.getByRole("button", { name: "Disable" }).click();
  await expect(page.getByText("This webhook is disabled")).toBeVisible();
  await page.getByRole("button", { name: "Enable" }).click();
  await expect(page.getByText("It is enabled.")).toBeVisible();
  await page.getByText("Delete…").click();
  await page.getByRole("button", { name: "Delete now" }).click();
  await expect(page.getByRole("heading", { name: "No webhooks" })).toBeVisible();
});

test("what two people change of one webhook at once both holds, and neither overwrites the other unseen", async ({
  page,
  baseURL,
}) => {
  const headers = { origin: baseURL ?? "" };
  const made = await page.request.post("/api/v1/webhooks", {
    data: { url: endpoint("both"), events: ["export.succeeded"], description: "Ours" },
    headers,
  });
  const { webhook_id } = await made.json();
  const path = `/api/v1/webhooks/${webhook_id}`;
  const theirs = (data: object) => page.request.patch(path, { data, headers });
  await page.goto(`/settings/webhooks/${webhook_id}`);
  await page.getByText("Change it").click();
  // Untouched, the form follows.
  await theirs({ events: ["export.succeeded", "export.failed"] });
  await expect(page.getByRole("checkbox", { name: /export\.failed/ })).toBeChecked();

  await page.getByRole("checkbox", { name: /sandbox\.deleted/ }).check();
  await theirs({ events: ["export.failed"], description: "Theirs" });
  await expect(page.getByRole("heading", { name: "Theirs" })).toBeVisible();
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("It is saved.")).toBeInViewport();
  await expect(page.getByRole("button", { name: "Save" })).toBeFocused();
  await expect(page.getByLabel("Description")).toHaveValue("Theirs");
  const now = await (await page.request.get(path)).json();
  expect([...now.events].sort()).toEqual(["export.failed", "sandbox.deleted"]);

  await page.getByLabel("Description").fill("Mine");
  await theirs({ description: "Theirs again" });
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("alert")).toContainText("Somebody else changed this webhook");
  await expect(page.getByRole("alert")).toBeInViewport();
  expect((await (await page.request.get(path)).json()).description).toBe("Theirs again");
  await expect(page.getByLabel("Description")).toHaveValue("Mine");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("heading", { name: "Mine" })).toBeVisible();
  await page.request.delete(path, { headers });
});

test.describe("on a phone, in the dark, without JavaScript", () => {
  test("the same forms work, and an endpoint that is gone is told of", async ({
    browser,
    baseURL,
    signedIn,
  }) => {
    await answering("plain", "410");
    const context = await browser.newContext({
      baseURL,
      javaScriptEnabled: false,
      colorScheme: "dark",
      viewport: { width: 360, height: 740 },
      storageState: await signedIn.storageState(),
    });
    const page = await context.newPage();
    await page.goto("/settings/webhooks");
    await page.getByLabel("URL").fill(endpoint("plain"));
    await page.getByRole("button", { name: "Make webhook" }).click();
    await expect(page.getByLabel("The secret")).toHaveValue(/^whsec_/);
    await page.getByRole("link", { name: endpoint("plain") }).click();
    await page.getByRole("button", { name: "Send test" }).click();
    await expect(async () => {
      await page.goto(page.url());
      await expect(page.getByText("410 Gone, so the webhook was disabled")).toBeVisible({ timeout: 500 });
    }).toPass();
    await page.getByRole("link", { name: /webhook\.test/ }).click();
    await expect(page.getByText("Attempt 1: The endpoint said that it is gone")).toBeVisible();
    await page.getByText("Delete…").click();
    await page.getByRole("button", { name: "Delete now" }).click();
    await expect(page.getByRole("heading", { name: "No webhooks" })).toBeVisible();
    await context.close();
  });
});
