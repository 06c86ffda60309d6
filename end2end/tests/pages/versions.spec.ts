import { accessible, expect, picture, signedIn, test } from "../fixtures";

test.use(signedIn);

test("versions of a script, two beside each other, and the way back fit every screen", async ({ page }) => {
  const zh = test.info().project.name.includes("zh");
  await page.goto("/projects");
  await page.locator(".content").getByRole("link", { name: "Sample" }).click();
  await expect(page.locator(".workspace-editor")).toHaveAttribute("data-ready", "true");
  await page.getByLabel(zh ? "此脚本的更多操作" : "More about this script").click();
  await page.getByRole("link", { name: zh ? "版本" : "Versions", exact: true }).click();
  await page.getByLabel(zh ? /^说明/ : /^Note/).fill("orders of a day");
  await page.getByRole("button", { name: zh ? "保存版本" : "Save a version" }).click();
  await expect(page.getByRole("cell", { name: "orders of a day" }).first()).toBeVisible();

  const list = page.url();
  for (const below of ["", "/1", "/compare?from=1&to=now", "/1/restore"]) {
    await page.setViewportSize({ width: 1280, height: 800 });
    await page.goto(list + below);
    await accessible(page);
    await picture(page, `versions${below.replaceAll(/\W+/g, "_")}`);
    await page.setViewportSize({ width: 360, height: 740 });
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    expect(wide, below).toBeLessThanOrEqual(0);
  }
});
