import { type BrowserContext, test as base, expect, type Page } from "@playwright/test";
import { SETUP_TOKEN, type StartedProduct, startProduct } from "./started-product.ts";

export const OWNER = {
  name: "Ada Marsh",
  email: "ada@example.com",
  password: "a-long-password",
  team: "Tidewater",
};

/** Sandboxes of one test; whatever the test comes to, their places in the quota are free afterwards. */
export interface Sandboxes {
  /** Through the API, until it runs. */
  launch(name: string, more?: object): Promise<void>;
  /** Of one that the test launches itself. */
  discardAfterwards(name: string): void;
}

type Session = Awaited<ReturnType<BrowserContext["storageState"]>>;

interface OfTest {
  signedIn: BrowserContext;
  page: Page;
  sandboxes: Sandboxes;
}

interface OfWorker {
  product: StartedProduct;
  /** Cookies of the owner, who went through set-up in the browser, as an operator does. */
  session: Session;
}

export const test = base.extend<OfTest, OfWorker>({
  product: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright wants a pattern
    async ({}, use) => {
      const product = await startProduct();
      await use(product);
      await product.stop();
    },
    { scope: "worker", timeout: 180_000 },
  ],
  session: [
    async ({ browser, product }, use) => {
      const context = await browser.newContext({ baseURL: product.origin });
      await setUp(await context.newPage());
      const session = await context.storageState();
      await context.close();
      await use(session);
    },
    { scope: "worker", auto: true, timeout: 60_000 },
  ],
  baseURL: ({ product }, use) => use(product.origin),
  signedIn: async ({ browser, session, contextOptions, viewport, hasTouch, baseURL }, use) => {
    const context = await browser.newContext({
      ...contextOptions,
      viewport,
      hasTouch,
      baseURL,
      storageState: session,
    });
    await withoutWebGl(context);
    await use(context);
    await context.close();
  },
  page: async ({ signedIn }, use) => {
    await use(await signedIn.newPage());
  },
  sandboxes: async ({ signedIn, baseURL }, use) => {
    const names = new Set<string>();
    const post = async (path: string, data: object, also?: number) => {
      const headers = { origin: baseURL ?? "", prefer: "wait=60" };
      const answer = await signedIn.request.post(`/api/v1${path}`, { data, headers });
      expect(answer.ok() || answer.status() === also, `${path}: ${await answer.text()}`).toBe(true);
    };
    await use({
      async launch(name, more = {}) {
        names.add(name);
        await post("/sandboxes", { name, ...more });
      },
      discardAfterwards: (name) => names.add(name),
    });
    for (const name of names) {
      // A test may have deleted it altogether.
      await post(`/sandboxes/${name}/teardown`, { force: true, discard: true, confirm: name }, 404);
    }
  },
});

export { expect };

/** Terminals are then drawn with elements, whose text a test can read. */
export function withoutWebGl(context: BrowserContext): Promise<void> {
  return context
    .addInitScript(() => {
      const { getContext } = HTMLCanvasElement.prototype;
      Object.defineProperty(HTMLCanvasElement.prototype, "getContext", {
        value(this: HTMLCanvasElement, kind: string, ...rest: unknown[]) {
          return kind.startsWith("webgl") ? null : Reflect.apply(getContext, this, [kind, ...rest]);
        },
      });
    })
    .then(() => undefined);
}

async function setUp(page: Page): Promise<void> {
  await page.goto("/");
  await expect(page.getByRole("heading", { name: "Not set up yet" })).toBeVisible();
  await page.goto(`/setup?token=${SETUP_TOKEN}`);
  await page.getByLabel("Team").fill(OWNER.team);
  await page.getByLabel("Your name").fill(OWNER.name);
  await page.getByLabel("Email").fill(OWNER.email);
  await page.getByLabel("Password").fill(OWNER.password);
  await page.getByRole("button", { name: "Set up" }).click();
  await expect(page.getByRole("heading", { name: "Sandboxes", exact: true })).toBeVisible();
}
