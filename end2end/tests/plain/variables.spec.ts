import { expect, signedIn, test } from "../fixtures";

test.use(signedIn);

test("a plain variable becomes a secret that nobody sees, and goes", async ({ page }) => {
  const name = `db.password_${Date.now()}`;
  await page.goto("/projects");
  await page.locator(".content").getByRole("link", { name: "Sample" }).click();
  await page.getByRole("link", { name: "Variables" }).click();
  const row = page.getByRole("row").filter({ hasText: name });
  await page.getByLabel("Name").fill(name);
  await expect(page.getByLabel("Secret value")).toBeHidden();
  await page.getByLabel(/^Value/).fill("open to all");
  await page.getByRole("button", { name: "Create the variable" }).click();
  await expect(row).toContainText("open to all");

  await row.getByRole("link").click();
  await page.getByRole("radio", { name: "Secret" }).check();
  await expect(page.getByRole("textbox", { name: /^Value/ })).toBeHidden();
  await page.getByLabel("Secret value").fill("hunter2");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(row).toContainText("secret, set");
  await row.getByRole("link").click();
  await expect(page.getByLabel("Secret value")).toHaveValue("");
  expect(await page.content()).not.toContain("hunter2");

  await page.getByLabel(/^Type/).fill(name);
  await page.getByRole("button", { name: "Delete the variable" }).click();
  await expect(page.getByRole("status").filter({ hasText: "The variable is deleted." })).toBeVisible();
  await expect(row).toHaveCount(0);
});
