import { defineConfig } from "@playwright/test";
import { ORIGIN } from "./setup/places";

const pair = (locale: string, colorScheme: "light" | "dark") => ({ locale, colorScheme, timezoneId: "Asia/Shanghai" });

export default defineConfig({
  testDir: "tests",
  outputDir: "results",
  globalSetup: "./setup/start.ts",
  workers: 1,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  forbidOnly: true,
  use: {
    baseURL: ORIGIN,
    screenshot: "only-on-failure",
    launchOptions: { executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium" },
  },
  // The first project makes the first account and the sample; the others look at what is there.
  projects: [
    { name: "first", testMatch: /first\/.*\.spec\.ts/, use: pair("en-GB", "light") },
    { name: "script zh light", testMatch: /pages\/.*\.spec\.ts/, use: pair("zh-CN", "light"), dependencies: ["first"] },
    { name: "script en dark", testMatch: /pages\/.*\.spec\.ts/, use: pair("en-GB", "dark"), dependencies: ["first"] },
    {
      name: "plain en light",
      testMatch: /plain\/.*\.spec\.ts/,
      use: { ...pair("en-GB", "light"), javaScriptEnabled: false },
      dependencies: ["first"],
    },
    {
      name: "last",
      testMatch: /last\/.*\.spec\.ts/,
      use: pair("en-GB", "light"),
      dependencies: ["script zh light", "script en dark", "plain en light"],
    },
    // After all others: it kills what they use.
    { name: "faults", testMatch: /faults\/.*\.spec\.ts/, use: pair("en-GB", "light"), dependencies: ["last"] },
  ],
});
