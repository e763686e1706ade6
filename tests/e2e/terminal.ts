import { expect, type Locator, type Page } from "@playwright/test";

/** A terminal as a person sees it: its rows of text, and a keyboard. */
export class Terminal {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  get rows(): Locator {
    return this.#page.locator(".xterm-rows");
  }

  /** Waits until the shell is attached and has prompted. */
  async ready(): Promise<void> {
    await expect(this.#page.getByText("Connected", { exact: true })).toBeVisible({ timeout: 20_000 });
    await expect(this.rows).toContainText("$");
  }

  async focus(): Promise<void> {
    await this.#page.locator(".xterm-helper-textarea").focus();
  }

  async run(command: string): Promise<void> {
    await this.focus();
    await this.#page.keyboard.type(`${command}\n`);
  }

  /** Ctrl-C, and the prompt after it: a shell forgets what was typed in between. */
  async interrupt(): Promise<void> {
    const before = await this.count("^C");
    await this.focus();
    await this.#page.keyboard.press("Control+c");
    await expect.poll(() => this.count("^Csandbox:")).toBe(before + 1);
  }

  async shows(text: string | RegExp): Promise<void> {
    await expect(this.rows).toContainText(text);
  }

  /** How often a text is on the screen. */
  async count(text: string): Promise<number> {
    return ((await this.rows.textContent()) ?? "").split(text).length - 1;
  }
}
