import { chromium } from "@playwright/test";
const base = "http://127.0.0.1:28731", out = "/tmp/h3/shots";
const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox"] });
const state = "/tmp/h3/state.json";
const fs = await import("node:fs");
if (!fs.existsSync("/tmp/h3/ready")) {
  const c = await browser.newContext({ locale: "en-GB" }); const p = await c.newPage();
  await p.goto(process.env.LINK);
  await p.getByLabel("User name").fill("ada"); await p.getByLabel("Your name").fill("Ada Lovelace");
  await p.getByLabel("Password", { exact: true }).fill("correct horse battery"); await p.getByLabel("The password again").fill("correct horse battery");
  await p.getByRole("button", { name: "Create the account" }).click();
  await p.waitForURL(/\/sql\//);
  const url = p.url(); fs.writeFileSync("/tmp/h3/url", url);
  // plain: no script, so that the text area is there
  await c.storageState({ path: state });
  const plain = await browser.newContext({ storageState: state, javaScriptEnabled: false, locale: "en-GB" }); const q = await plain.newPage();
  const save = async (f) => { await q.goto(url); const a = q.getByRole("textbox", { name: "SQL" }); await a.fill(f(await a.inputValue())); await q.getByRole("button", { name: "Save" }).click(); };
  const version = async (n) => { await q.goto(url + "/versions"); await q.getByLabel("Note").fill(n); await q.getByRole("button", { name: "Save a version" }).click(); };
  await q.goto(url); await q.locator(".editor-bar details.menu summary").click(); await q.screenshot({ path: out + "/menu_plain.png" });
  await version("As it came with the sample project");
  await save((t) => t.replace(/CREATE TEMPORARY TABLE orders/, "CREATE TEMPORARY TABLE IF NOT EXISTS orders") + "\n-- the end\n");
  await version("Orders may be there already; also a rather long note that says why all of this was done, and by whose wish, so that one sees how it breaks");
  await save((t) => "-- head\n" + t.replace("-- the end", "SELECT window_start, COUNT(*) AS n, SUM(price) AS total FROM TABLE(TUMBLE(TABLE orders, DESCRIPTOR(order_time), INTERVAL '1' MINUTE)) GROUP BY window_start, window_end;\n-- ende"));
  const v = async (name, kind, value, description) => { await q.goto(url.replace(/\/sql.*/, "/variables")); await q.getByLabel("Name").fill(name); await q.getByRole("radio", { name: new RegExp("^" + kind) }).check(); await q.getByLabel(kind === "Plain" ? /^Value/ : /^Secret value/).fill(value); await q.getByLabel(/^Description/).fill(description); await q.getByRole("button", { name: "Create the variable" }).click(); };
  await q.goto(url.replace(/\/sql.*/, "/variables")); await q.screenshot({ path: out + "/variables_empty.png", fullPage: true });
  await v("kafka.servers", "Plain", "kafka-1.example:9092,kafka-2.example:9092,kafka-3.example:9092", "Where Kafka is");
  await v("db_password", "Secret", "hunter2hunter2", "Of the reporting database");
  fs.writeFileSync("/tmp/h3/ready", "");
  await v("cert", "Plain", "-----BEGIN CERTIFICATE-----\n" + "MIIB".repeat(300) + "\n-----END", "");
}
const url = fs.readFileSync("/tmp/h3/url", "utf8"), project = url.replace(/\/sql.*/, "");
for (const [lang, theme] of [["en", "light"], ["zh-CN", "dark"]]) {
  const c = await browser.newContext({ storageState: state, colorScheme: theme, locale: lang });
  const p = await c.newPage();
  const errors = []; p.on("console", (m) => m.type() === "error" && errors.push(m.text())); p.on("pageerror", (e) => errors.push(String(e)));
  await p.goto(project + "/members");
  await p.evaluate(async ([language]) => { await fetch("/preferences", { method: "POST", body: new URLSearchParams({ language, back: "/" }) }); }, [lang]);
  for (const width of [1280, 360]) {
    await p.setViewportSize({ width, height: 800 });
    const pages = { list: "/versions", one: "/versions/1", compare: "/versions/compare?from=1&to=now", compare12: "/versions/compare?from=1&to=2", restore: "/versions/1/restore", properties: "/properties" };
    for (const [name, path] of Object.entries(pages)) {
      await p.goto(url + path);
      const wide = await p.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      if (wide > 0) console.log("WIDE", name, lang, width, wide);
      await p.screenshot({ path: `${out}/${name}_${lang}_${width}.png`, fullPage: true });
    }
    await p.goto(project + "/variables"); await p.screenshot({ path: `${out}/variables_${lang}_${width}.png`, fullPage: true });
    await p.locator(".table a").nth(1).click(); await p.screenshot({ path: `${out}/variable_${lang}_${width}.png`, fullPage: true });
    await p.goto(url); await p.locator(".workspace-editor[data-ready=true]").waitFor(); await p.locator(".editor-bar details.menu summary").click(); await p.screenshot({ path: `${out}/menu_${lang}_${width}.png` });
  }
  console.log(lang, errors);
}
await browser.close();
