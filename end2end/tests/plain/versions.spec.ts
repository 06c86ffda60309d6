import { expect, signedIn, test } from "../fixtures";

test.use(signedIn);

test("a version is saved, compared and restored without script", async ({ page }) => {
  await page.goto("/projects");
  await page.locator(".content").getByRole("link", { name: "Sample" }).click();
  await page.getByRole("link", { name: "New script" }).click();
  await page.getByLabel("Name of the script").fill(`Kept ${Date.now()}`);
  await page.getByRole("button", { name: "Create" }).click();
  const script = page.url();
  const save = async (text: string) => {
    await page.goto(script);
    await page.getByRole("textbox", { name: "SQL" }).fill(text);
    await page.getByRole("button", { name: "Save" }).click();
  };
  await save("SELECT 1;\nSELECT 'two';");

  await page.getByLabel("More about this script").click();
  await page.getByRole("link", { name: "Versions", exact: true }).click();
  await expect(page.getByText("The script has no versions yet.")).toBeVisible();
  await page.getByLabel("Note").fill("as it began");
  await page.getByRole("button", { name: "Save a version" }).click();
  await expect(page.getByRole("status").filter({ hasText: "Version 1 is saved." })).toBeVisible();
  await expect(page.getByRole("row", { name: /Version 1.*as it began.*Ada/ })).toBeVisible();

  await save("SELECT 1;\nSELECT 'zwei';");
  await page.goto(`${script}/versions`);
  await page.getByRole("button", { name: "Compare" }).click();
  await expect(page.getByText("1 line removed, 1 line added")).toBeVisible();
  await expect(page.getByRole("deletion").filter({ hasText: "SELECT 'two';" })).toBeVisible();
  await expect(page.getByRole("insertion").filter({ hasText: "SELECT 'zwei';" })).toBeVisible();
  await page.getByRole("link", { name: "Versions", exact: true }).click();

  await page.getByRole("link", { name: "Version 1" }).click();
  await expect(page.getByRole("region", { name: "Version 1" })).toContainText("SELECT 'two';");
  await page.getByRole("link", { name: "Restore" }).click();
  await page.getByRole("button", { name: "Restore version 1" }).click();
  await expect(page.getByRole("row", { name: /Version 2.*Before version 1 was restored/ })).toBeVisible();
  await page.goto(script);
  await expect(page.getByRole("textbox", { name: "SQL" })).toHaveValue("SELECT 1;\nSELECT 'two';");
});
