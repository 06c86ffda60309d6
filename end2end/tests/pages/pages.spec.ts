import { accessible, expect, picture, signedIn, test } from "../fixtures";

test.use(signedIn);

/** Every page of the first project, by the links of the navigation. */
test("every page of the navigation opens, and axe finds nothing", async ({ page }) => {
  test.setTimeout(180_000);
  await page.goto("/");
  await expect(page).toHaveURL(/\/projects\//);
  const links = await page.locator(".sidenav a").evaluateAll((all) => all.map((a) => a.getAttribute("href") ?? ""));
  expect(links.length).toBeGreaterThan(6);
  for (const link of [...links, "/account", "/projects/new"]) {
    const response = await page.goto(link);
    expect(response?.status(), link).toBe(200);
    await expect(page.locator("h1").first(), link).toBeAttached();
    await accessible(page);
    const name = new URL(page.url()).pathname.replaceAll(/[-0-9a-f]{36}/g, "id").replaceAll("/", "_");
    await picture(page, `page${name}`);
  }
});

test("no page is wider than a small screen", async ({ page }) => {
  await page.setViewportSize({ width: 360, height: 740 });
  await page.goto("/");
  const links = await page.locator(".sidenav a").evaluateAll((all) => all.map((a) => a.getAttribute("href") ?? ""));
  for (const link of links) {
    await page.goto(link);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    expect(wide, link).toBeLessThanOrEqual(0);
  }
});

test("a page that is not there says so, with the way back and the request id", async ({ page, reports }) => {
  const response = await page.goto("/nowhere");
  expect(response?.status()).toBe(404);
  await expect(page.locator(".error-page h1")).toBeVisible();
  await expect(page.locator(".error-page code")).not.toBeEmpty();
  await picture(page, "not-found");
  reports.length = 0; // the browser reports the status
});

test("the palette finds a page by keyboard", async ({ page }) => {
  await page.goto("/projects");
  await page.keyboard.press("ControlOrMeta+k");
  await expect(page.getByRole("combobox")).toBeFocused();
  await page.keyboard.type("account");
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.type(test.info().project.name.includes("zh") ? "成员" : "Members");
  await expect(page.getByRole("option").first()).toBeVisible();
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/members/);
});
