import { engine, jobsThatRun } from "../../setup/engine";
import { ORIGIN } from "../../setup/places";
import { answers, beginAgain, kill } from "../../setup/processes";
import { MAIN } from "../../setup/servers";
import { openEngine } from "../engine";
import { expect, forgiveBrokenLines, picture, signedIn, test } from "../fixtures";
import { counting, expectCounting, openSample, rowCount, rowsBeyond, runScript, state, stop } from "../workspace";

test.use(signedIn);

/** Each kill meets the server somewhere else between a page and its token. */
const KILLS = 3;

test("a server that is killed while rows stream goes on where it was, and so does the page", async ({
  context,
  page,
  reports,
}) => {
  test.setTimeout(240_000);
  await openSample(page);
  await runScript(page, "Through kills of the server", counting("through_kills_of_the_server", 100));
  await rowsBeyond(page, 100, 120_000);
  const before = engine();
  const beside = await context.newPage();
  await openEngine(beside);
  await expect(beside.getByText(/1 of \d+ in use/)).toBeVisible({ timeout: 30_000 });

  const unreachable = page.getByRole("alert").filter({ hasText: "The server does not answer." });
  for (let kills = 0; kills < KILLS; kills += 1) {
    await kill(MAIN);
    await expect(unreachable).toBeVisible({ timeout: 20_000 });
    const shown = await rowCount(page);
    await expect(page.getByRole("gridcell").first()).toBeVisible();
    await picture(page, "server-killed");
    beginAgain(MAIN);
    await answers(`${ORIGIN}/sign-in`);
    await rowsBeyond(page, shown + 100);
    await expect(state(page)).toHaveText("Running");
    forgiveBrokenLines(reports);
    await expect(unreachable).toBeHidden();
  }
  expect(engine(), "the engine was adopted, not started anew").toEqual(before);

  await test.step("after the stop nothing is left running, and the other page hears of it", async () => {
    await stop(page);
    expect(await jobsThatRun()).toEqual([]);
    await expect(beside.getByText(/0 of \d+ in use/)).toBeVisible({ timeout: 45_000 });
  });
  await expectCounting(page);
});
