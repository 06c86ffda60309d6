// What all specs share: every page reports what the policy refuses and what fails, and such a report fails the test.
import AxeBuilder from "@axe-core/playwright";
import { type Page, expect, test as base } from "@playwright/test";
import { join } from "node:path";
import { ADMIN, ADMIN_SESSION, ISSUER, PICTURES } from "../setup/places";

export const test = base.extend<{ reports: string[] }>({
  reports: [
    async ({ context, javaScriptEnabled }, use) => {
      const reports: string[] = [];
      await context.route(/googleapis|gstatic/, (route) => route.abort());
      if (javaScriptEnabled !== false) {
        await context.exposeFunction("report", (text: string) => reports.push(text));
        await context.addInitScript(() =>
          addEventListener("securitypolicyviolation", (event) =>
            (window as unknown as { report(text: string): void }).report(
              `${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber} ${event.sample}`,
            ),
          ),
        );
      }
      context.on("console", (message) => {
        if (["error", "warning"].includes(message.type())) reports.push(`${message.text()} at ${message.location().url}`);
      });
      context.on("weberror", (error) => reports.push(error.error().message));
      await use(reports);
      const ours = reports.filter((text) => !text.includes(ISSUER) && !/googleapis|gstatic/.test(text));
      expect(ours, "what the pages reported").toEqual([]);
    },
    { auto: true },
  ],
});

/** The administrator that the first spec made. */
export const signedIn = { storageState: ADMIN_SESSION };

/** Takes what a browser reports of a server that was killed out of the reports; anything else still fails the test. */
export function forgiveBrokenLines(reports: string[]) {
  const left = reports.filter((text) => !BROKEN_LINE.test(text));
  reports.splice(0, reports.length, ...left);
}

const BROKEN_LINE = /net::ERR_(CONNECTION_(REFUSED|RESET)|EMPTY_RESPONSE|INCOMPLETE_CHUNKED_ENCODING)/;

/** Makes the first account of an installation. */
export async function makeFirstAccount(page: Page, link: string) {
  await page.goto(link);
  await page.getByLabel("User name").fill(ADMIN.name);
  await page.getByLabel("Your name").fill(ADMIN.display);
  await page.getByLabel("Password", { exact: true }).fill(ADMIN.password);
  await page.getByLabel("The password again").fill(ADMIN.password);
  await page.getByRole("button", { name: "Create the account" }).click();
  await expect(page).toHaveURL(/\/projects\/[-0-9a-f]+\/sql\//);
}

/** Signs in with the local account. */
export async function signInLocally(page: Page) {
  await page.goto("/sign-in");
  await page.getByLabel(/User name|用户名/).fill(ADMIN.name);
  await page.getByLabel(/Password|密码/).fill(ADMIN.password);
  await page.getByRole("button", { name: /^(Sign in|登录)$/ }).click();
  await expect(page).not.toHaveURL(/sign-in/);
}

/** Signs in at the provider, which takes any name and password. */
export async function signInAtProvider(page: Page, name: string) {
  await page.goto("/sign-in");
  await page.getByRole("link", { name: /Company/ }).click();
  await page.getByPlaceholder("Enter any login").fill(name);
  await page.getByPlaceholder("and password").fill("anything");
  await page.getByRole("button", { name: "Sign-in" }).click();
  await page.getByRole("button", { name: "Continue" }).click();
}

/** Keeps a picture of the page as test output. */
export async function picture(page: Page, name: string) {
  const project = test.info().project.name.replaceAll(" ", "-");
  await page.screenshot({ path: join(PICTURES, `${name}.${project}.png`), fullPage: false });
}

/** The rules of WCAG A and AA, into shadow roots too. */
export async function accessible(page: Page) {
  const { violations } = await new AxeBuilder({ page })
    .withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"])
    .analyze();
  expect(violations.map((rule) => `${rule.id}: ${rule.nodes.map((node) => node.html).join("\n  ")}`)).toEqual([]);
}

export { expect } from "@playwright/test";
