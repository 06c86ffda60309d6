import { ADMIN, ADMIN_SESSION } from "../../setup/places";
import { MAIN, setupLink } from "../../setup/servers";
import { accessible, expect, picture, test } from "../fixtures";

test("a newcomer makes the first account and reads a stream", async ({ page }) => {
  test.setTimeout(240_000);
  const link = setupLink(MAIN);

  await page.goto("/");
  await expect(page).toHaveURL(/\/sign-in/);
  await expect(page.getByText("This installation has no administrator yet.")).toBeVisible();
  await picture(page, "sign-in");

  await test.step("the setup link is shown by GET and used up by POST", async () => {
    await page.goto(link);
    await page.reload();
    await accessible(page);
    await picture(page, "setup");
    await page.getByLabel("User name").fill(ADMIN.name);
    await page.getByLabel("Your name").fill(ADMIN.display);
    await page.getByLabel("Password", { exact: true }).fill("short");
    await page.getByLabel("The password again").fill("short");
    await page.getByRole("button", { name: "Create the account" }).click();
    await expect(page.getByText("At least 12 characters.").last()).toBeVisible();
    await expect(page.getByLabel("User name")).toHaveValue(ADMIN.name);
    await page.getByLabel("Password", { exact: true }).fill(ADMIN.password);
    await page.getByLabel("The password again").fill(ADMIN.password);
    await page.getByRole("button", { name: "Create the account" }).click();
    await expect(page).toHaveURL(/\/projects\/[-0-9a-f]+\/sql\//);
  });

  await page.context().storageState({ path: ADMIN_SESSION });

  await test.step("Ctrl+Enter runs the statement at the cursor, and rows go on arriving", async () => {
    await expect(page.locator(".workspace-editor")).toHaveAttribute("data-ready", "true");
    const editor = page.getByRole("textbox", { name: "SQL" });
    await editor.click();
    await page.keyboard.press("ControlOrMeta+Home");
    for (let line = 0; line < 4; line += 1) await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ControlOrMeta+Enter");
    await expect(page.locator(".result-bar .state-word")).toHaveText("Finished", { timeout: 180_000 });

    await page.keyboard.press("ControlOrMeta+f");
    await page.keyboard.type("SELECT id, customer");
    await page.keyboard.press("Enter");
    await page.keyboard.press("Escape");
    await page.keyboard.press("ArrowLeft");
    await page.keyboard.press("ControlOrMeta+Enter");
    await expect(page.getByRole("grid").getByRole("row").nth(5)).toBeVisible({ timeout: 60_000 });
    await expect(page.getByRole("columnheader", { name: /amount/ })).toBeVisible();
    const rows = page.locator(".result-bar b");
    const before = Number((await rows.textContent())?.replaceAll(",", ""));
    await expect.poll(async () => Number((await rows.textContent())?.replaceAll(",", ""))).toBeGreaterThan(before + 20);
    await picture(page, "workspace-streaming");
    await accessible(page);
  });

  await test.step("rows and the running query are there after a reload", async () => {
    await page.reload();
    await expect(page.getByRole("tab", { selected: true })).toContainText("SELECT");
    await expect(page.getByRole("grid").getByRole("row").nth(5)).toBeVisible();
    await expect(page.locator(".result-bar .state-word")).toHaveText("Running");
  });

  await test.step("stop really stops it", async () => {
    await page.getByRole("button", { name: "Stop", exact: true }).click();
    await expect(page.locator(".result-bar .state-word")).toHaveText("Stopped", { timeout: 30_000 });
  });
});

test("the setup link works once", async ({ page }) => {
  await page.goto(setupLink(MAIN));
  await expect(page.getByText("This link does not work any more")).toBeVisible();
});
