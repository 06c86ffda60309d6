import type { BrowserContext, Page } from "@playwright/test";
import { openEngine } from "../engine";
import { expect, signedIn, test } from "../fixtures";
import { counting, openSample, rowCount, rowsBeyond, runScript, stop } from "../workspace";

test.use(signedIn);

/** HTTP/1.1 gives a browser six connections to a host: a page that held one of its own would block the seventh. */
const TABS = 10;
const IN_TIME = { timeout: 5_000 };

/** The shared workers of the browser that hold a live stream. */
async function liveWorkers(context: BrowserContext): Promise<number> {
  const browser = context.browser();
  if (!browser) throw new Error("the browser is gone");
  const session = await browser.newBrowserCDPSession();
  const { targetInfos } = await session.send("Target.getTargets");
  await session.detach();
  return targetInfos.filter(({ type, url }) => type === "shared_worker" && url.includes("live_worker")).length;
}

/** Goes around in a tab by its links, and back to where it was. */
async function clickOn(page: Page) {
  const from = page.url();
  for (const name of ["Query history", "Session clusters", "All projects"]) {
    await page.getByRole("navigation").getByRole("link", { name, exact: true }).click(IN_TIME);
    await expect(page.getByRole("heading", { level: 1 }), `${name} in time`).toBeVisible(IN_TIME);
    await expect(page).not.toHaveURL(from, IN_TIME);
  }
  await page.goto(from, IN_TIME);
}

test("ten tabs share one stream, and clicking on works in each of them", async ({ context, page }) => {
  test.setTimeout(180_000);
  const ownStreams: string[] = [];
  context.on("request", (request) => {
    if (new URL(request.url()).pathname === "/live") ownStreams.push(request.url());
  });
  await openSample(page);
  await runScript(page, "In ten tabs", counting("in_ten_tabs"));
  await rowsBeyond(page, 25, 120_000);
  const script = page.url();

  const tabs = [page];
  while (tabs.length < TABS) {
    const tab = await context.newPage();
    tab.setDefaultTimeout(IN_TIME.timeout);
    if (tabs.length % 2) await openEngine(tab);
    else await tab.goto(script, IN_TIME);
    await expect(tab.getByRole("heading", { level: 1 })).toBeAttached(IN_TIME);
    tabs.push(tab);
  }
  expect(await liveWorkers(context), "one worker holds the stream of all tabs").toBe(1);

  for (const tab of tabs.toReversed()) await clickOn(tab);
  for (const tab of tabs.filter((tab) => tab.url() === script)) await rowsBeyond(tab, await rowCount(tab), 20_000);
  expect(await liveWorkers(context)).toBe(1);
  expect(ownStreams, "no page has a stream of its own").toEqual([]);
  await stop(page);
});
