// The vocabulary of the SQL workspace: a script, its result, all of its rows.
import { type Page, expect } from "@playwright/test";

/** Opens the sample project, which has the local engine. */
export async function openSample(page: Page) {
  await page.goto("/projects");
  await page.locator(".content").getByRole("link", { name: "Sample" }).click();
  await expect(page).toHaveURL(/\/sql\//);
}

/** Makes a script in the open project and runs all of its statements. */
export async function runScript(page: Page, name: string, text: string) {
  await page.getByRole("link", { name: "New script" }).click();
  await page.getByLabel("Name of the script").fill(name);
  await page.getByRole("button", { name: "Create" }).click();
  await expect(page.locator(".workspace-editor")).toHaveAttribute("data-ready", "true");
  await runText(page, text);
}

/** Puts a text into the editor and runs all of its statements. */
export async function runText(page: Page, text: string) {
  await page.getByRole("textbox", { name: "SQL" }).click();
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.insertText(text);
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.press("ControlOrMeta+Enter");
}

/** A table that gives 1, 2, 3, … as a stream. */
export const numbers = (table: string, rowsPerSecond = 25) => `
CREATE TEMPORARY TABLE ${table} (id BIGINT) WITH (
  'connector' = 'datagen',
  'rows-per-second' = '${rowsPerSecond}',
  'fields.id.kind' = 'sequence',
  'fields.id.start' = '1',
  'fields.id.end' = '1000000'
);`;

/** The rows 1, 2, 3, …: whatever is lost or doubled shows. */
export const counting = (table: string, rowsPerSecond?: number) =>
  `${numbers(table, rowsPerSecond)}\nSELECT id FROM ${table};`;

/** The state of the result in view. */
export const state = (page: Page) => page.locator(".result-bar .state-word");

/** How many rows the result in view has. */
export async function rowCount(page: Page): Promise<number> {
  return Number((await page.locator(".result-bar b").textContent())?.replaceAll(",", ""));
}

/** Waits until rows beyond that many have come. */
export async function rowsBeyond(page: Page, count: number, timeout = 60_000): Promise<number> {
  await expect.poll(() => rowCount(page), { timeout }).toBeGreaterThan(count);
  return rowCount(page);
}

/** Stops the query in view; the engine ends its job before the state says so. */
export async function stop(page: Page) {
  await page.getByRole("button", { name: "Stop", exact: true }).click();
  await expect(state(page)).toHaveText("Stopped", { timeout: 60_000 });
}

/** The last value of every row of a result that is over, read window by window as a person would scroll. */
export async function allValues(page: Page): Promise<string[]> {
  const grid = page.getByRole("grid");
  const count = Number(await grid.getAttribute("aria-rowcount")) - 1;
  const values: string[] = [];
  while (values.length < count) {
    const next = String(values.length + 1);
    await grid.evaluate((host, part) => host.scrollTo(0, part * host.scrollHeight), values.length / count);
    await expect(grid.getByRole("rowheader", { name: next, exact: true })).toBeAttached();
    const seen = await grid.getByRole("row").evaluateAll((rows) =>
      rows.map((row) => [row.firstElementChild?.textContent, row.lastElementChild?.textContent]),
    );
    for (const [number, value] of seen) if (number === String(values.length + 1)) values.push(value ?? "");
  }
  return values;
}

/** Holds when the rows are 1, 2, 3, … to the last one: none lost, none doubled, none out of order. */
export async function expectCounting(page: Page) {
  const values = await allValues(page);
  expect(values.length).toBe(await rowCount(page));
  const wrong = values.findIndex((value, index) => value !== String(index + 1));
  const around = values.slice(Math.max(wrong - 3, 0), wrong + 4);
  expect(wrong, `of ${values.length} rows, around the wrong one: ${around}`).toBe(-1);
}
