import { type Browser, type BrowserContext, expect, type Page } from "@playwright/test";
import { withoutWebGl } from "./product.ts";

export interface Link {
  readonly share_id: string;
  /** Of the page on which one joins. */
  readonly path: string;
}

/** Makes a share link of a sandbox as its owner, by the API. */
export async function shareLink(
  owner: BrowserContext,
  baseURL: string | undefined,
  sandbox: string,
  more: object = {},
): Promise<Link> {
  const data = { role: "interact", parts: ["terminal", "timeline"], expires_in_minutes: 60, ...more };
  const headers = { origin: baseURL ?? "" };
  const answer = await owner.request.post(`/api/v1/sandboxes/${sandbox}/shares`, { data, headers });
  expect(answer.status(), await answer.text()).toBe(201);
  const { share_id, url } = (await answer.json()) as { share_id: string; url: string };
  return { share_id, path: new URL(url).pathname };
}

/** Takes it back, as its owner. */
export async function revoke(
  owner: BrowserContext,
  baseURL: string | undefined,
  sandbox: string,
  { share_id }: Link,
): Promise<void> {
  const headers = { origin: baseURL ?? "" };
  const answer = await owner.request.delete(`/api/v1/sandboxes/${sandbox}/shares/${share_id}`, { headers });
  expect(answer.ok(), await answer.text()).toBe(true);
}

/** A browser of somebody without an account. */
export async function stranger(
  browser: Browser,
  options: Parameters<Browser["newContext"]>[0],
): Promise<{ context: BrowserContext; page: Page }> {
  const context = await browser.newContext(options);
  await withoutWebGl(context);
  return { context, page: await context.newPage() };
}

/** Joins by the page, as a person does. */
export async function join(page: Page, { path }: Link, name: string, password?: string): Promise<void> {
  await page.goto(path);
  await page.getByLabel("Your name").fill(name);
  if (password !== undefined) await page.getByLabel("Password of the link").fill(password);
  await page.getByRole("button", { name: "Join" }).click();
  await page.waitForURL(/\/shared\//);
}
