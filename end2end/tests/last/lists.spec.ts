import { expect, picture, signedIn, test } from "../fixtures";

test.use(signedIn);

test("a list says that a row came, keeps what is shown and the focus, and shows it when asked", async ({ page, context }) => {
  await page.goto("/users");
  const more = page.getByRole("link", { name: /change.* – refresh/ });
  await expect(more).toBeHidden();
  const first = page.getByRole("row").nth(1).getByRole("link").first();
  await first.focus();

  const other = await context.newPage();
  await other.goto("/users/new");
  await other.getByLabel("User name").fill("noether");
  await other.getByLabel("Name", { exact: true }).fill("Emmy Noether");
  await other.getByRole("main").getByRole("button").last().click();
  await expect(other).toHaveURL(/\/users\/[0-9a-f]/);

  await expect(more).toHaveText("1 change – refresh");
  await expect(first).toBeFocused();
  await expect(page.getByRole("row", { name: /noether/ })).toBeHidden();
  await picture(page, "list-with-changes");
  await more.click();
  await expect(page.getByRole("row", { name: /noether/ })).toBeVisible();
  await expect(more).toBeHidden();
});
