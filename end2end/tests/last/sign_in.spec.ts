import { ISSUER } from "../../setup/places";
import { expect, picture, signInAtProvider, signInLocally, test } from "../fixtures";

test("a person signs in at the provider, sees only their own projects, and signs out there too", async ({ page }) => {
  await signInAtProvider(page, "bob");
  await expect(page).toHaveURL(/\/projects/);
  await expect(page.getByText("You belong to no project yet.")).toBeVisible();
  await picture(page, "no-projects");
  await page.locator(".user-menu summary").click();
  await page.getByRole("button", { name: "Sign out" }).click();
  await page.getByRole("button", { name: "Yes, sign me out" }).click();
  await page.goto("/projects");
  await expect(page).toHaveURL(/\/sign-in/);
});

test("a logout at the provider ends the session here", async ({ page }) => {
  await signInAtProvider(page, "admin-ann");
  await expect(page.getByRole("link", { name: "Users" })).toBeVisible();
  await page.goto(`${ISSUER}/session/end`);
  await page.getByRole("button", { name: "Yes, sign me out" }).click();
  await page.goto("/projects");
  await expect(page).toHaveURL(/\/sign-in/);
});

test("a callback with a foreign state is refused with a sentence", async ({ page }) => {
  await page.goto("/auth/callback?code=x&state=y");
  await expect(page).toHaveURL(/\/sign-in\?why=provider-state/);
  await expect(page.getByText("This sign-in was not begun in this browser")).toBeVisible();
});

test("a wrong password says neither which was wrong nor whether the name exists", async ({ page }) => {
  for (const name of ["ada", "nobody"]) {
    await page.goto("/sign-in");
    await page.getByLabel("User name").fill(name);
    await page.getByLabel("Password").fill("wrong password here");
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
    await expect(page.getByRole("alert")).toContainText(/The name or the password is wrong|Too many attempts/);
    await expect(page.getByLabel("User name")).toHaveValue(name);
  }
});

test("the local account signs in and out", async ({ page }) => {
  await expect(async () => {
    await signInLocally(page);
  }).toPass({ timeout: 30_000 });
  await page.locator(".user-menu summary").click();
  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(page).toHaveURL(/\/sign-in/);
});
