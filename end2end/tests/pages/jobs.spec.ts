import type { Page } from "@playwright/test";
import { accessible, expect, picture, signedIn, test } from "../fixtures";
import { openSample } from "../workspace";

test.use(signedIn);

const JOB = `CREATE TEMPORARY TABLE ticks (n BIGINT) WITH ('connector' = 'datagen', 'rows-per-second' = '\${rate:20}',
  'fields.n.min' = '1', 'fields.n.max' = '1000');
CREATE TEMPORARY TABLE hole (k BIGINT, c BIGINT) WITH ('connector' = 'blackhole');
INSERT INTO hole SELECT MOD(n, 5), COUNT(*) FROM ticks GROUP BY MOD(n, 5);`;

/** The page as it is, for axe, the eye, and a small screen. */
async function fits(page: Page, name: string) {
  await accessible(page);
  await picture(page, name);
  await page.setViewportSize({ width: 360, height: 740 });
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  expect(wide, name).toBeLessThanOrEqual(0);
  await page.setViewportSize({ width: 1280, height: 800 });
}

test("a script becomes a job that runs, is stopped with its state, and goes on from there", async ({ page, baseURL }) => {
  test.setTimeout(180_000);
  const zh = test.info().project.name.includes("zh");
  // What comes by the stream is in the language of the worker that asks for it, and the locale of a test is not the worker's.
  await page.context().addCookies([{ name: "lang", value: zh ? "zh-CN" : "en", url: baseURL! }]);
  const name = `ticks ${Date.now()}`;
  await openSample(page);
  await page.getByRole("link", { name: zh ? "新建脚本" : "New script" }).click();
  await page.locator("[name=name]").fill(name);
  await page.locator("main form button[data-kind=primary]").click();
  await expect(page.locator(".workspace-editor")).toHaveAttribute("data-ready", "true");
  await page.getByRole("textbox", { name: "SQL" }).click();
  await page.keyboard.insertText(JOB);
  await page.keyboard.press("ControlOrMeta+s");
  await expect(page.getByText(zh ? "已保存" : "Saved", { exact: true })).toBeVisible();

  await page.getByLabel(zh ? "此脚本的更多操作" : "More about this script").click();
  await page.getByRole("link", { name: zh ? "创建作业" : "Make it a job" }).click();
  await expect(page.locator("[name=name]")).toHaveValue(name);
  await fits(page, "job-new");
  await page.locator("[name=checkpoints]").selectOption("own");
  await page.locator("[name=checkpoint_interval_seconds]").fill("1");
  await page.getByRole("button", { name: zh ? "新建作业" : "New job" }).click();

  const state = (word: string) => expect(page.locator(".job h2 .state-word")).toHaveText(word, { timeout: 90_000 });
  const deploy = zh ? "部署" : "Deploy";
  await state(zh ? "未部署" : "Not deployed");
  await page.getByRole("link", { name: deploy, exact: true }).click();
  await fits(page, "job-deploy");
  await page.getByRole("button", { name: deploy, exact: true }).click();
  await state(zh ? "运行中" : "Running");
  await page.getByRole("button", { name: zh ? "停止" : "Stop", exact: true }).click();
  await state(zh ? "已挂起" : "Suspended");
  await fits(page, "job-suspended");

  await page.getByRole("link", { name: deploy, exact: true }).click();
  await expect(page.getByRole("radio").first()).toBeChecked();
  await page.getByRole("button", { name: deploy, exact: true }).click();
  await state(zh ? "运行中" : "Running");
  await expect(page.getByRole("row").filter({ hasText: "#2" })).toContainText("savepoint-");
  await page.getByRole("link", { name: zh ? "升级" : "Upgrade", exact: true }).click();
  await fits(page, "job-upgrade");
  await page.getByRole("button", { name: zh ? "升级" : "Upgrade", exact: true }).click();
  const third = page.getByRole("row").filter({ hasText: "#3" });
  await expect(third).toContainText("savepoint-", { timeout: 60_000 });
  await expect(third).toContainText(zh ? "运行中" : "Running", { timeout: 60_000 });
  await expect(page.locator("#job-act .state-word")).toHaveText(zh ? "完成" : "Done", { timeout: 60_000 });
  for (const tab of zh ? ["任务", "检查点", "异常"] : ["Tasks", "Checkpoints", "Exceptions"]) {
    await page.locator(".tabs").getByRole("link", { name: tab, exact: true }).click();
    await expect(page.locator(".tabs [aria-current=page]")).toHaveText(tab);
    await fits(page, `job-${await page.locator(".tabs [aria-current=page]").getAttribute("href").then((at) => at?.split("/").pop())}`);
  }
  await page.locator(".tabs a").first().click();
  await page.getByRole("button", { name: zh ? "取消" : "Cancel", exact: true }).click();
  await state(zh ? "已取消" : "Cancelled");
  await page.locator(".crumbs a").first().click();
  await expect(page.getByRole("row").filter({ hasText: name })).toContainText(zh ? "已取消" : "Cancelled");
  await fits(page, "jobs");
});
