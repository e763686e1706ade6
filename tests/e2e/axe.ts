/** What axe finds on a page, looked at in that page alone. */
import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "@playwright/test";

/**
 * Axe's other mode puts the findings of frames of several origins together, for which it opens a second page each time:
 * half of what a look costs. Our pages have no such frames.
 */
export function axe(page: Page): AxeBuilder {
  return new AxeBuilder({ page }).setLegacyMode();
}
