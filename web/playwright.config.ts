import { defineConfig } from "@playwright/test";

/** What `hyperion site test` tells: where the built site is served, and the browser to use. */
function told(name: string): string {
  const value = process.env[name];
  if (!value) {
    throw new Error(`${name} is not set; run the specs with: hyperion site test`);
  }
  return value;
}

export default defineConfig({
  testDir: "browser",
  outputDir: "node_modules/.browser-tests",
  // Pages share one small server, and most machines have few cores.
  workers: 1,
  forbidOnly: Boolean(process.env.CI),
  // Guards against hanging, not measurements: a busy machine may take many times as long.
  timeout: 180_000,
  expect: { timeout: 60_000 },
  reporter: [["list"]],
  use: {
    baseURL: told("HYPERION_SITE_ADDRESS"),
    browserName: "chromium",
    launchOptions: { executablePath: told("HYPERION_CHROMIUM") },
    locale: "en-US",
    timezoneId: "UTC",
    trace: "retain-on-failure",
  },
});
