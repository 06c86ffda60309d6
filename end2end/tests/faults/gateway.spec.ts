import { engine, jobsThatRun, killGateway } from "../../setup/engine";
import { ORIGIN } from "../../setup/places";
import { answers, beginAgain, kill } from "../../setup/processes";
import { MAIN } from "../../setup/servers";
import { openEngine, processLine } from "../engine";
import { expect, forgiveBrokenLines, picture, signedIn, test } from "../fixtures";
import {
  counting,
  expectCounting,
  numbers,
  openSample,
  rowCount,
  rowsBeyond,
  runScript,
  runText,
  state,
  stop,
} from "../workspace";

test.use(signedIn);

test("a gateway that is killed while rows stream takes no row with it and leaves no job behind", async ({
  context,
  page,
}) => {
  test.setTimeout(240_000);
  await openSample(page);
  await runScript(page, "Through a kill of the gateway", counting("through_a_kill_of_the_gateway"));
  await rowsBeyond(page, 50, 120_000);
  const beside = await context.newPage();
  await openEngine(beside);
  const before = engine();
  await expect(processLine(beside, "SQL Gateway")).toContainText(String(before.pids.gateway));

  killGateway();
  const shown = await rowCount(page);

  await test.step("the query ends with a sentence, and with all the rows it had", async () => {
    await expect(state(page)).toHaveText("Lost", { timeout: 90_000 });
    await expect(page.getByRole("alert")).toContainText("The rows so far are kept; run it again to go on.");
    expect(await rowCount(page)).toBeGreaterThanOrEqual(shown);
    await picture(page, "gateway-killed");
    await expectCounting(page);
    expect(await jobsThatRun()).toEqual([]);
  });

  await test.step("the gateway alone is started again, and its page says so by itself", async () => {
    await expect(processLine(beside, "SQL Gateway")).not.toContainText(String(before.pids.gateway));
    await expect(processLine(beside, "SQL Gateway")).toContainText("Running", { timeout: 60_000 });
    const now = engine();
    expect(now.pids).toEqual({ ...before.pids, gateway: now.pids.gateway });
    expect(now.pids.gateway).not.toBe(before.pids.gateway);
  });

  await test.step("the next statement opens another session and streams again", async () => {
    await runText(page, counting("after_a_kill_of_the_gateway"));
    await expect(state(page)).toHaveText("Running", { timeout: 60_000 });
    await rowsBeyond(page, 25);
    await stop(page);
    expect(await jobsThatRun()).toEqual([]);
  });
});

test("a gateway that is killed with its server is all that is started again: jobs that stay go on", async ({
  page,
  reports,
}) => {
  test.setTimeout(240_000);
  const text = `
${numbers("through_a_kill_of_both")}
CREATE TEMPORARY TABLE nowhere (id BIGINT) WITH ('connector' = 'blackhole');
INSERT INTO nowhere SELECT id FROM through_a_kill_of_both;
`;
  const states = async () => (await jobsThatRun()).map(({ state }) => state);
  await openSample(page);
  await runScript(page, "Through a kill of both", text);
  await expect.poll(states, { timeout: 120_000 }).toEqual(["RUNNING"]);
  await expect(state(page)).toHaveText("Finished");
  const [before, jobs] = [engine(), await jobsThatRun()];

  await kill(MAIN);
  killGateway();
  beginAgain(MAIN);
  await answers(`${ORIGIN}/sign-in`);
  await page.reload();
  forgiveBrokenLines(reports);

  await openEngine(page);
  await expect(processLine(page, "SQL Gateway")).toContainText("Running", { timeout: 60_000 });
  expect(engine().pids).toEqual({ ...before.pids, gateway: engine().pids.gateway });
  expect(engine().pids.gateway).not.toBe(before.pids.gateway);
  expect(await jobsThatRun()).toEqual(jobs);

  await openSample(page);
  await runScript(page, "After a kill of both", `STOP JOB '${jobs[0]?.jid}';`);
  await expect.poll(jobsThatRun, { timeout: 30_000 }).toEqual([]);
});
