import { randomBytes } from "node:crypto";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { engine, jobsThatRun } from "../../setup/engine";
import { REPLICA_PORTS, STATE } from "../../setup/places";
import { answers, beginAgain, kill, pause, resume, said } from "../../setup/processes";
import { type Server, originOf, serve, setupLink } from "../../setup/servers";
import { expect, makeFirstAccount, picture, signInLocally, test } from "../fixtures";
import { counting, expectCounting, openSample, rowCount, rowsBeyond, runScript, state, stop } from "../workspace";

const { SCALEPH_TEST_POSTGRES_URL: DATABASE } = process.env;

/** What replicas have in common beside the database. */
const shared = {
  settings: [
    "--admin-listen=",
    `--database-url=${DATABASE}`,
    `--files-url=file:${join(STATE, "files")}`,
    "--egress-allow-loopback=cluster",
  ],
  env: { SCALEPH_SECRETS_KEY: randomBytes(32).toString("base64") },
};
const one: Server = { name: "replica-one", port: REPLICA_PORTS[0], ...shared };
const other: Server = { name: "replica-other", port: REPLICA_PORTS[1], ...shared };
const TAKEN_OVER = "a query is taken over";

test.describe.configure({ mode: "serial", timeout: 240_000 });
test.skip(!DATABASE, "skipped: SCALEPH_TEST_POSTGRES_URL is not set");
test.use({ baseURL: originOf(one) });

test.beforeAll(async ({ browser, baseURL }) => {
  await serve(one);
  const page = await browser.newPage({ baseURL });
  await makeFirstAccount(page, setupLink(one.name));
  await registerEngine(page);
  await page.close();
  await serve(other);
});

/** Registers the Flink of the other specs as what it is to these servers: an external cluster. */
async function registerEngine(page: Page) {
  const { ports } = engine();
  await page.getByRole("link", { name: "Session clusters" }).click();
  await page.getByRole("link", { name: "Register an external cluster" }).click();
  await page.getByLabel("Name", { exact: true }).fill("outside");
  await page.getByLabel("REST address").fill(`http://127.0.0.1:${ports.rest}`);
  await page.getByLabel("SQL Gateway address").fill(`http://127.0.0.1:${ports.gateway}`);
  await page.getByRole("button", { name: "Test", exact: true }).click();
  await expect(page.getByText("The cluster can be used.")).toBeVisible();
  await page.getByRole("button", { name: "Register an external cluster" }).click();
  await page.getByRole("combobox", { name: "Project", exact: true }).selectOption("Sample");
  await page.getByRole("button", { name: "Grant", exact: true }).click();
  await expect(page.getByText("The grants are changed.")).toBeVisible();
}

/** Starts a query at the one replica, and looks at it at the other. */
async function runHereLookThere(page: Page, name: string): Promise<Page> {
  await signInLocally(page);
  await openSample(page);
  await runScript(page, name, counting(name.toLowerCase().replaceAll(" ", "_"), 100));
  await rowsBeyond(page, 50, 120_000);
  // Cookies know no ports, so the person is signed in at both: the session is in the database.
  const there = await page.context().newPage();
  await there.goto(originOf(other) + new URL(page.url()).pathname);
  await expect(state(there)).toHaveText("Running");
  await rowsBeyond(there, await rowCount(there));
  await page.close();
  return there;
}

test("what a killed replica drew is drawn on by the other one, without a gap", async ({ page }) => {
  const there = await runHereLookThere(page, "Through a kill of a replica");
  await kill(one.name);
  const shown = await rowCount(there);
  expect(said(other.name)).not.toContain(TAKEN_OVER);
  const taken = await rowsBeyond(there, shown + 50, 90_000);
  expect(said(other.name)).toContain(TAKEN_OVER);

  await test.step("it stays where it is when the killed one is back", async () => {
    beginAgain(one.name);
    await answers(`${originOf(one)}/sign-in`);
    await rowsBeyond(there, taken + 300);
    await expect(state(there)).toHaveText("Running");
    await picture(there, "replica-killed");
  });

  await stop(there);
  expect(await jobsThatRun()).toEqual([]);
  await expectCounting(there);
});

test("a replica that stood still past its lease does no harm to a query that is another's by then", async ({ page }) => {
  const takenBefore = said(other.name).split(TAKEN_OVER).length;
  const there = await runHereLookThere(page, "Through a pause of a replica");
  pause(one.name);
  const taken = async () => said(other.name).split(TAKEN_OVER).length;
  await expect.poll(taken, { timeout: 90_000 }).toBe(takenBefore + 1);
  const shown = await rowsBeyond(there, (await rowCount(there)) + 300);
  resume(one.name);
  await answers(`${originOf(one)}/sign-in`);

  await rowsBeyond(there, shown + 500);
  await expect(state(there)).toHaveText("Running");
  await stop(there);
  expect(await jobsThatRun()).toEqual([]);
  await expectCounting(there);
});
