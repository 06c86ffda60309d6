import { expect, signedIn, test } from "../fixtures";

test.use(signedIn);

test("a form keeps what was typed, shows what is wrong, and succeeds", async ({ page }) => {
  await page.goto("/projects/new");
  await page.getByLabel("Name").fill("x".repeat(81));
  await page.getByLabel("Description").fill("Two lines\nof text");
  await page.getByRole("button", { name: "Create" }).click();
  await expect(page).toHaveURL("/projects/new");
  await expect(page.getByRole("alert")).toHaveText("At most 80 characters.");
  await expect(page.getByLabel("Name")).toHaveValue("x".repeat(81));
  await expect(page.getByLabel("Name")).toHaveAccessibleDescription("At most 80 characters.");
  await expect(page.getByLabel("Description")).toHaveValue("Two lines\nof text");
  await page.getByLabel("Name").fill(`Plain ${Date.now()}`);
  await page.getByRole("button", { name: "Create" }).click();
  await expect(page).toHaveURL(/\/projects\/[-0-9a-f]+\/sql/);
});

test("the workspace is a text area with a button for every statement", async ({ page }) => {
  await page.goto("/projects");
  await page.locator(".content").getByRole("link", { name: "Sample" }).click();
  await expect(page.getByRole("textbox", { name: "SQL" })).toHaveValue(/CREATE TEMPORARY TABLE/);
  await expect(page.getByRole("listitem").filter({ hasText: "CREATE TEMPORARY TABLE" }).first()).toBeVisible();
});

test("theme and language are changed without script", async ({ page }) => {
  await page.goto("/projects");
  await page.getByRole("button", { name: "中文" }).click();
  await expect(page.locator("html")).toHaveAttribute("lang", "zh-CN");
  await page.getByRole("button", { name: "EN" }).click();
  await expect(page.locator("html")).toHaveAttribute("lang", "en");
});
