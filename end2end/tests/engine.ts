// The vocabulary of the page of the local engine.
import type { Page } from "@playwright/test";

/** Opens the page of the local engine. */
export async function openEngine(page: Page) {
  await page.goto("/clusters");
  await page.getByRole("rowheader", { name: "local" }).getByRole("link").click();
}

/** The line of a process of the engine. */
export const processLine = (page: Page, name: string) =>
  page.getByRole("region", { name: "Processes" }).getByRole("row").filter({ hasText: name });
